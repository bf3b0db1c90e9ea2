"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { Countdown } from "@/components/ui/time-ago";
import { tokenDevicesMax } from "@/lib/api/devices";

/** Makes the one command, with a token in it that is good for so many machines. It is shown once. */
export function JoinCommand({ revoked }: { revoked: readonly string[] }) {
  const queries = useQueryClient();
  const [count, setCount] = useState("1");
  const make = useMutation({
    ...api.devices.makeToken.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: api.devices.joining.key() }),
  });
  const devices = /^\d+$/.test(count) ? Number(count) : 0;
  const error =
    devices >= 1 && devices <= tokenDevicesMax ? undefined : `A whole number from 1 to ${tokenDevicesMax}.`;
  return (
    <div className="panel flex flex-col gap-4 p-4 md:p-6">
      <div className="flex flex-wrap items-start gap-4">
        <div className="w-40">
          <Field label="For how many machines" error={error}>
            {(control) => <TextInput {...control} inputMode="numeric" value={count} onValue={setCount} />}
          </Field>
        </div>
        <div className="sm:pt-6">
          <Button
            look={make.data ? "secondary" : "primary"}
            disabledReason={error}
            busy={make.isPending ? "Making it…" : undefined}
            onClick={() => make.mutate({ devices })}
          >
            {make.data ? "Make another command" : "Make the command"}
          </Button>
        </div>
      </div>
      {make.data && !revoked.includes(make.data.id) && <Command {...make.data} />}
      {make.isError && <Failure error={make.error} />}
    </div>
  );
}

type CommandProps = { token: string; devices: number; expiresAt: string };

function Command({ token, devices, expiresAt }: CommandProps) {
  const { origin, hostname } = location;
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1";
  return (
    <div className="flex flex-col gap-2">
      <p className="text-13 text-ink-2">
        Run this on {devices === 1 ? "the machine" : `each of the ${devices} machines`}, in a copy of Ambit:
      </p>
      <div className="bg-sunken rounded-control px-3 py-1">
        <Copyable
          value={`npm run device -- --gateway ${origin} --token ${token}`}
          noun="command"
          show="full"
        />
      </div>
      <p className="text-13 text-ink-2">
        The token is good for {devices === 1 ? "one machine" : `${devices} machines`} and for{" "}
        <Countdown until={expiresAt} />. It is not shown again. It only lets a machine ask: nothing happens
        without your signature.
        {isLocal && ` This gateway is at ${origin}, which only this machine reaches.`}
      </p>
      <p className="text-13 text-ink-2">
        With <code className="font-mono">--place 52.52,13.40</code> you say where{" "}
        {devices === 1 ? "it" : "each"} stands; others see no more of that than a cell of some 250 km². Orders
        for devices in different areas take none that does not say so. Without it the time zone tells the
        country.
      </p>
    </div>
  );
}
