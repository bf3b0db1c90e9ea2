// Stands in for the vendors' wallet SDKs that wagmi's connectors name and Ambit does not carry:
// 440 MB of packages that phone home. See docs/decisions/0004-wallets.md.
module.exports = {};
