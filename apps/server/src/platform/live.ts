/**
 * Sockets and rooms. What is sent here only says "hurry": a slow reader is dropped and catches up by number, so no reader can
 * make the desk's memory grow.
 */
import type { FromDesk } from '@fairlead/contract';
import type { WebSocket } from 'ws';

/** Bytes that may wait for one reader. */
const mostWaiting = 4_000_000;

export interface Seat {
  readonly rooms: Set<string>;
  send(message: FromDesk): void;
  /** Ends the connection; the code and reason follow RFC 6455. */
  close(code: number, reason: string): void;
}

export interface Hub {
  seat(socket: WebSocket): Seat;
  enter(seat: Seat, room: string): void;
  leave(seat: Seat, room: string): void;
  leaveAll(seat: Seat): void;
  /** Sends to everybody in a room, made into text once. */
  tell(room: string, message: FromDesk): void;
  occupied(room: string): boolean;
  /** Rooms with somebody in them whose name begins so. */
  rooms(prefix: string): string[];
  readonly seats: ReadonlySet<Seat>;
}

interface WireSeat extends Seat {
  sendText(text: string): void;
}

export function openHub(): Hub {
  const rooms = new Map<string, Set<WireSeat>>();
  const seats = new Set<WireSeat>();
  const leave = (seat: Seat, room: string) => {
    seat.rooms.delete(room);
    const inside = rooms.get(room);
    inside?.delete(seat as WireSeat);
    if (inside?.size === 0) rooms.delete(room);
  };
  return {
    seats,
    seat(socket) {
      // Frames of one turn of the event loop leave in one write to the network.
      const stream = (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
      let corked = false;
      const uncork = () => {
        corked = false;
        stream.uncork();
      };
      const sendText = (text: string) => {
        if (socket.readyState !== 1) return;
        if (socket.bufferedAmount > mostWaiting) return socket.terminate();
        if (!corked) {
          corked = true;
          stream.cork();
          setImmediate(uncork);
        }
        socket.send(text);
      };
      const seat: WireSeat = {
        rooms: new Set(),
        sendText,
        send: (message) => sendText(JSON.stringify(message)),
        close: (code, reason) => socket.close(code, reason),
      };
      seats.add(seat);
      return seat;
    },
    enter(seat, room) {
      seat.rooms.add(room);
      const inside = rooms.get(room);
      if (inside) inside.add(seat as WireSeat);
      else rooms.set(room, new Set([seat as WireSeat]));
    },
    leave,
    leaveAll(seat) {
      for (const room of seat.rooms) leave(seat, room);
      seats.delete(seat as WireSeat);
    },
    tell(room, message) {
      const inside = rooms.get(room);
      if (!inside) return;
      const text = JSON.stringify(message);
      for (const seat of inside) seat.sendText(text);
    },
    occupied: (room) => rooms.has(room),
    rooms: (prefix) => [...rooms.keys()].filter((room) => room.startsWith(prefix)),
  };
}
