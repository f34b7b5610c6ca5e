using System.ComponentModel.DataAnnotations;
using Almagest.ClickHouse.Engine;

namespace Almagest.Server.Platform.Store;

/// <summary>The embedded engine, under <c>engine:</c> in the configuration file.</summary>
public sealed class StoreOptions
{
    /// <summary>Memory the engine may take, in bytes. At least 512 MiB; default: chosen by the engine from the machine's memory.</summary>
    [Range(512L << 20, long.MaxValue)]
    public long? MemoryCeilingBytes { get; init; }

    /// <summary>What acknowledged data survives: the death of processes (default), or a loss of power too, at some cost per insert.</summary>
    public Durability Durability { get; init; } = Durability.Process;

    /// <summary>How much the engine writes to its own log: fatal, error, warning, information, debug, trace. Default warning.</summary>
    public string LogLevel { get; init; } = "warning";
}
