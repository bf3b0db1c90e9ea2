import { accountContract } from "./account";
import { agentContract } from "./agent";
import { devicesContract } from "./devices";
import { earningsContract } from "./earnings";
import { governanceContract } from "./governance";
import { leasesContract } from "./leases";
import { marketContract } from "./market";
import { networkContract } from "./network";
import { ordersContract } from "./orders";
import { sessionKeysContract } from "./session-keys";
import { signInContract } from "./sign-in";
import { stakeContract } from "./stake";
import { workloadsContract } from "./workloads";

/** The one door of a gateway. Page, agent, SDK and command line use it alike, and the OpenAPI document is made from it. */
export const contract = {
  market: marketContract,
  signIn: signInContract,
  account: accountContract,
  sessionKeys: sessionKeysContract,
  workloads: workloadsContract,
  orders: ordersContract,
  leases: leasesContract,
  devices: devicesContract,
  earnings: earningsContract,
  stake: stakeContract,
  governance: governanceContract,
  network: networkContract,
  agent: agentContract,
};
