namespace Almagest.ClickHouse.Http;

/// <summary>The store cannot be reached: the engine is down, or the remote server refuses connections. Trying again later may help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
