/**
 * One line for each request, and each line is paid for: what tells a failing route from a slow one, and no more. CloudWatch adds the
 * time. No address, no path, no user agent: a path can hold a customer's id or an unsubscribe token.
 */
export const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});
