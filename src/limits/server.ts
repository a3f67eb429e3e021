/** The server for programs: HTTP, WebSockets, MCP. */
export const serverLimits = {
  // --- MCP ---------------------------------------------------------------------------------------------------------
  /** Calls of MCP tools of one process that are worked on or wait, of all its clients: agents ask for a few at a time. */
  mcpCallsMax: 64,
  /** The same of one conversation, and of all clients together that have none: none of them keeps the others out. */
  mcpClientCallsMax: 16,
  mcpTogetherCallsMax: 32,
  /** Calls that wait for the end of a list, so that there is always room for those that are answered soon; another one is answered at once. */
  mcpWaitsMax: 48,
  /** Longest that a call of a tool waits for the end of a list; clients give up on calls, and an agent can ask again. */
  mcpWaitMsMax: 600_000,
  /** While it waits, progress is told at least this often: clients take a minute without a word for the end. */
  mcpProgressMs: 20_000,
  /** JSON of a tool's result, characters: above some 25,000 tokens agents are not shown it at all. */
  mcpResultCharsMax: 80_000,
  /** Lines of a result's text for tasks of a list, and for what waits. */
  mcpLinesMax: 50,
  /** Conversations of MCP over HTTP at the same time; each costs some kilobytes, the one that rested longest makes room. */
  mcpSessionsMax: 64,
  /** One without a request for this long is over; its client begins a new one when it comes back. */
  mcpSessionIdleMs: 1_800_000,
  /** Subscriptions of one client of MCP, of which nothing here makes use. */
  mcpSubscriptionsMax: 4,
  /** How often `pcc mcp` looks whether the program that started it is still there. */
  mcpParentLookMs: 5_000,

  // --- the server --------------------------------------------------------------------------------------------------
  /** The port of the server unless told; one that no well-known program has. */
  serverPort: 7_433,
  /** Calls of the server that the daemon works on at once, below `clientCallsMax` of its one connection, and those that wait for their turn. */
  serverCallsMax: 192,
  serverCallsWaitingMax: 1_000,
  /** Requests that wait in the server for more output of a list, or a change of it. */
  serverWaitersMax: 256,
  /** Connections to the daemon for clients of the server that attach to a session or watch all: those have one each. */
  serverOwnLinksMax: 48,
  /** A server whose daemon is gone looks for it after this, then after twice as long each time, up to the longest. */
  serverRetryMs: 250,
  serverRetryMsMax: 5_000,
  /** Pieces of output that are kept for clients that read at the same place; all together some megabytes. */
  serverChunksKept: 64,
  /** A server on this machine says how it is within this. */
  serverAnswerMs: 5_000,
  /** From telling clients that the server ends to ending their connections. */
  serverGoodbyeMs: 1_000,

  // --- HTTP --------------------------------------------------------------------------------------------------------
  /** Largest body of a request, and message of a WebSocket: half of what the daemon takes, so that an environment and other spellings fit. */
  httpBodyBytesMax: 4_194_304,
  /** All bodies that are being received together. */
  httpBodiesBytesMax: 67_108_864,
  /** Headers of a request; those of programs have a kilobyte. */
  httpHeaderBytesMax: 16_384,
  /** A request has sent its headers, and all of it, within this; between two requests, and without a sign of life in one, a connection lives this long. */
  httpHeadersMs: 10_000,
  httpRequestMs: 30_000,
  httpKeepAliveMs: 5_000,
  httpIdleMs: 60_000,
  /** How often those times are looked at. */
  httpLookMs: 1_000,
  /** What still comes behind the answer to a refused request is passed over up to this: 100 MB, with what frames them, and some more. */
  httpLingerBytesMax: 134_217_728,
  /** Connections at the same time on which that is done; the oldest makes room. */
  httpLingeringMax: 64,
  /** Connections at the same time on which the token was shown, those of WebSockets among them. */
  httpConnectionsMax: 512,
  /** The others: more than the system lets wait to be taken (511), so that what one sent is read before it has to make room. */
  httpStrangersMax: 768,
  /** Requests a second, and as many more at once: of one address, and of all; those with the token count apart from the others. */
  httpRatePerS: 100,
  httpRateBurst: 400,
  httpRateAllPerS: 400,
  httpRateAllBurst: 1_000,
  /** Addresses whose rate is remembered. */
  httpAddressesMax: 1_000,

  // --- WebSockets --------------------------------------------------------------------------------------------------
  /** WebSockets at the same time; 200 are meant to work. */
  wsClientsMax: 256,
  /** Bytes that wait for one WebSocket before it is sent nothing more of what can wait; a larger message goes alone. */
  wsBacklogBytes: 1_048_576,
  /** Messages of one WebSocket that are worked on at once; no more are read meanwhile. */
  wsCallsMax: 16,
  /** Messages a second of one WebSocket, and as many more at once; the rest waits. */
  wsRatePerS: 100,
  wsRateBurst: 400,
  /** Lists that one WebSocket watches. */
  wsWatchesMax: 64,
  /** Output that a busy daemon did not give is asked for again after this; soon for who waits for it, and no burden for the daemon. */
  wsReadAgainMs: 1_000,
  /** Peers are asked for a sign of life this often; one that gave none between two looks is dropped. */
  wsPingMs: 15_000,
} as const;
