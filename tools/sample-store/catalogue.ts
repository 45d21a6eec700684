/** Something on the shelf. Prices in dollars. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly nameZh: string;
  readonly category: string;
  readonly price: number;
}

const product = (sku: string, name: string, nameZh: string, category: string, price: number): Product => ({
  sku,
  name,
  nameZh,
  category,
  price,
});

/** What Northwind Home sells: induction ranges and what one cooks on them with. */
export const products: readonly [Product, ...Product[]] = [
  product('HOB-2', 'Fjord hob, two zones', '峡湾双眼电磁炉', 'hobs', 349),
  product('HOB-4', 'Fjord hob, four zones', '峡湾四眼电磁炉', 'hobs', 649),
  product('RNG-60', 'Harbour range, 60 cm', '海港一体灶 60 厘米', 'ranges', 1490),
  product('RNG-90', 'Harbour range, 90 cm', '海港一体灶 90 厘米', 'ranges', 2190),
  product('PAN-24', 'Anvil pan, 24 cm', '铁砧平底锅 24 厘米', 'pans', 59),
  product('PAN-28', 'Anvil pan, 28 cm', '铁砧平底锅 28 厘米', 'pans', 69),
  product('WOK-30', 'Flat-bottomed wok', '平底炒锅', 'pans', 79),
  product('POT-5', 'Stock pot, five litres', '五升汤锅', 'pots', 89),
  product('POT-CST', 'Cast-iron casserole', '铸铁炖锅', 'pots', 149),
  product('KTL-1', 'Whistling kettle', '鸣笛水壶', 'pots', 45),
  product('KNF-SET', 'Three kitchen knives', '厨刀三件套', 'tools', 129),
  product('BRD-OAK', 'Oak chopping board', '橡木砧板', 'tools', 39),
  product('SCL-1', 'Kitchen scale', '厨房秤', 'tools', 29),
  product('LDL-1', 'Ladle and spatula', '汤勺与锅铲', 'tools', 24),
  product('APR-LIN', 'Linen apron', '亚麻围裙', 'tools', 34),
];

export const shops: readonly [string, ...string[]] = ['Pier Street', 'Old Market', 'North Station'];

/** Amounts are cents, rounded, so that sums have no surprises. */
export const priceOf = (items: readonly { readonly product: Product; readonly quantity: number }[]): number =>
  Math.round(items.reduce((sum, item) => sum + item.product.price * item.quantity, 0) * 100) / 100;
