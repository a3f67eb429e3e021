import type { Execution } from '../../api/methods.ts';
import { limits } from '../../limits.ts';
import { ListReader, readOutput } from '../listReader.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { until } from '../until.ts';
import { RpcSocket } from '../webSocket.ts';
import { expectDone, expectOrder, stepsOf } from './listChecks.ts';

export const websocket: Part = {
  name: 'websocket',
  shows: 'JSON-RPC over a WebSocket: lists, their output as a stream, going on by offset',
  run: async (bench, tries) => {
    const words = bench.lab.words('ws', 2);
    const { clock } = bench;
    let id = '';
    let socket: RpcSocket | undefined;
    await tries.check('execute begins a list', async () => {
      socket = await RpcSocket.open(await bench.server(), clock);
      ({ id } = await socket.call<Execution>('execute', { path: bench.project, steps: stepsOf(words) }));
    });
    await tries.check('its output is streamed, and gone on with after a new connection', async () => {
      expectThat(socket !== undefined, 'There is no connection.');
      const first = await ListReader.begin(socket, id, 0);
      await until(clock, 'output', () => first.bytes > 0);
      first.dispose();
      socket.close();
      const again = await RpcSocket.open(await bench.server(), clock);
      socket = again;
      const rest = await ListReader.begin(again, id, first.bytes);
      await until(clock, 'end of the stream', () => rest.ended);
      let whole = '';
      await readOutput(again, id, (text) => (whole += text));
      expectSame('The streamed text', first.text + rest.text, whole);
      const largest = Math.max(first.largestBytes, rest.largestBytes);
      expectThat(largest <= limits.outputChunkBytesMax, `A piece had ${largest} bytes.`);
      return `${Buffer.byteLength(whole)} bytes`;
    });
    await tries.check('results, order and contexts', async () => {
      expectThat(socket !== undefined, 'There is no connection.');
      expectDone(await socket.call<Execution>('execution.status', { id }), words);
      socket.close();
      return expectOrder(bench, words);
    });
  },
};
