namespace Almagest.ClickHouse.Engine;

/// <summary>The engine cannot be started, and why; the message says what to do.</summary>
public sealed class EngineStartException(EngineStartFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of obstacle.</summary>
    public EngineStartFailure Failure { get; } = failure;
}

/// <summary>Why an engine did not start.</summary>
public enum EngineStartFailure
{
    /// <summary>There is no engine library for this platform, or none was found.</summary>
    NoLibrary,

    /// <summary>Another server works in the folder.</summary>
    FolderInUse,

    /// <summary>The folder cannot be created or written.</summary>
    FolderUnusable,

    /// <summary>The engine could not listen on 127.0.0.1.</summary>
    PortUnusable,

    /// <summary>It was not ready in time.</summary>
    TimedOut,

    /// <summary>It ended by itself; the message carries the end of its log.</summary>
    Ended,
}
