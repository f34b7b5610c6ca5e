namespace Almagest.ClickHouse.Engine;

/// <summary>What can be said about the embedded engine at one moment.</summary>
/// <param name="State">Where it is in its life.</param>
public sealed record EngineStatus(EngineState State)
{
    /// <summary>ClickHouse's version, such as 26.7.2.1; null before the first start succeeded.</summary>
    public string? Version { get; init; }

    /// <summary>The process, while there is one.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Port of the HTTP interface on 127.0.0.1, while it is ready.</summary>
    public int? Port { get; init; }

    /// <summary>How long the present process has been ready.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>How often it had to be started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Memory of its process; null when there is none or the system does not tell.</summary>
    public ProcessMemory? Memory { get; init; }

    /// <summary>Why it last ended unasked or failed to start; null when it never did.</summary>
    public string? LastError { get; init; }
}
