import { Buffer } from 'node:buffer';

/**
 * Text that events commonly hold, for compressing single events: deflate alone finds little to repeat within one kilobyte.
 *
 * Part of the stored format. Never change it: stored events could not be read any more. A better one gets a new number, a new
 * attribute name and stays beside this one.
 *
 * What stands towards the end is cheapest to refer to, so the most frequent comes last.
 */
export const eventDictionary1 = Buffer.from(
  [
    '","card_last4":"","coupon":"WELCOME10","discount":0,"tax":0,"shipping":0,"subtotal":"affiliation":"checkout_id":"cart_id":"',
    '"language":"zh","language":"en","author":"agent","author":"customer","conversation_id":"","topic":"","sentiment":"positive","negative","neutral","text":"',
    '"form_id":"","form_name":"","fields":{"company":"","title":"","phone":"+86 1","lead_source":"webinar","score":',
    '"network":"weibo","network":"wechat","network":"twitter","network":"facebook","post_id":"","handle":"","url":"https://www.',
    '"address":{"street":"","city":"","postalCode":"","state":"","country":"United States","country":"US","country":"CN"},"age":,"gender":"female","birthday":"19',
    '"company":{"name":""},"phone":"","firstName":"","lastName":"","name":"","plan":"free","plan":"pro","createdAt":"20","email":"@example.com","email":"@gmail.com"',
    '{"p":{"journey":"","runId":"","run":1,"message":"","sendId":"","step":"","reason":"","subject":""},"c":{"channel":"journey","source":"tributary"}}',
    '"store_id":"","register":"","cashier":"","channel":"pos","channel":"support","channel":"social","channel":"email","channel":"web","channel":"app","channel":"server"',
    '"device":{"id":"","manufacturer":"Apple","model":"iPhone","name":"","type":"ios","type":"android","advertisingId":""},"os":{"name":"iOS","version":"1","name":"Android"},"app":{"name":"","version":"","build":"","namespace":"com."},"network":{"wifi":true,"cellular":false,"carrier":"","bluetooth":false},"screen":{"width":,"height":,"density":2},',
    '"AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1","Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0","Edg/140.0.0.0',
    '"userAgentData":{"brands":[{"brand":"Chromium","version":"140"},{"brand":"Not=A?Brand","version":"24"},{"brand":"Google Chrome","version":"140"}],"mobile":false,"platform":"Windows","platform":"macOS"}',
    '"timezone":"America/New_York","timezone":"Europe/London","timezone":"Asia/Shanghai","locale":"zh-CN","locale":"en-GB","locale":"en-US","ip":"',
    '"campaign":{"name":"","source":"google","source":"newsletter","medium":"cpc","medium":"email","term":"","content":""},',
    '"referrer":"https://www.google.com/","referrer":"https://www.bing.com/","$direct","search":"?utm_source=&utm_medium=&utm_campaign=&gclid=',
    '"products":[{"product_id":"","sku":"","name":"","category":"","brand":"","variant":"","price":,"quantity":1,"position":1,"image_url":"https://cdn.","url":"https://shop.example.com/products/"}]',
    '{"p":{"order_id":"","total":,"revenue":,"currency":"USD","currency":"EUR","currency":"CNY","products":[{"product_id":"',
    '{"p":{"product_id":"","sku":"","category":"","name":"","brand":"","price":9.99,"quantity":1,"currency":"USD","',
    '{"p":{"path":"/","referrer":"","search":"","title":"","url":"https://www.example.com/","name":"Home","category":""},',
    '{"t":{"email":"","firstName":"","lastName":"","phone":""},"c":{',
    '"i":{"Segment.io":true,"All":true}}',
    '"c":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}}}"c":{"library":{"name":"analytics-node","version":"3.0.13"}}}',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    '"c":{"page":{"path":"/products/","referrer":"https://www.example.com/","search":"","title":"","url":"https://www.example.com/products/"},"userAgent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36","locale":"en-US","timezone":"America/Los_Angeles","library":{"name":"analytics.js","version":"npm:next-1.81.0"}}}',
  ].join(''),
  'utf8',
);
