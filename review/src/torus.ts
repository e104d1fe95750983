// Where the hosts of a torus are (docs/platforms.md): blocks of hosts, pods of blocks.

import type { Pool } from "./review";

export interface Torus {
  /** Hosts along x, y and z of a block. */
  hosts: [number, number, number];
  hostsPerBlock: number;
  blocks: number;
  blocksPerPod: number;
}

/** The torus of a pool; nothing if it is none. */
export function torusOf(pool: Pool): Torus | undefined {
  const { host, block, pod } = pool;
  if (!host || !block || !pod) return undefined;
  const hosts = [0, 1, 2].map((axis) => block[axis]! / host[axis]!) as [number, number, number];
  const hostsPerBlock = hosts[0] * hosts[1] * hosts[2];
  return { hosts, hostsPerBlock, blocks: Math.ceil(pool.units / hostsPerBlock),
    blocksPerPod: pod[0]! * pod[1]! * pod[2]! };
}

/** Where a unit is drawn: its block, and the column and row in it, the layers of z side by side. */
export interface Place {
  block: number;
  column: number;
  row: number;
}

export function placeOf(torus: Torus, unit: number): Place {
  const [, ny, nz] = torus.hosts;
  const inside = unit % torus.hostsPerBlock;
  // Host (x, y, z) has the number (x * ny + y) * nz + z in its block.
  const z = inside % nz;
  const y = Math.floor(inside / nz) % ny;
  const x = Math.floor(inside / (nz * ny));
  return { block: Math.floor(unit / torus.hostsPerBlock), column: y + z * ny, row: x };
}

/** The units of a pod, `[first, last)`. */
export function podUnits(torus: Torus, pool: Pool, pod: number): { first: number; last: number } {
  const size = torus.blocksPerPod * torus.hostsPerBlock;
  return { first: pod * size, last: Math.min((pod + 1) * size, pool.units) };
}

export function podsOf(torus: Torus): number {
  return Math.ceil(torus.blocks / torus.blocksPerPod);
}

/** Columns and rows of a block as it is drawn. */
export function blockSize(torus: Torus): { columns: number; rows: number } {
  const [nx, ny, nz] = torus.hosts;
  return { columns: ny * nz, rows: nx };
}
