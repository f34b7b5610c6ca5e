namespace Almagest.Server.Ingest.Logs;

/// <summary>What lines have in common: their labels, read and checked once.</summary>
sealed class LogStream
{
    /// <summary>Names and values in turn, in UTF-8, sorted by name: the <c>resource</c> of the rows.</summary>
    internal required byte[][] Labels { get; init; }

    /// <summary>The labels as messages show them: <c>{app="shop", service_name="shop"}</c>.</summary>
    internal required string Text { get; init; }

    /// <summary>Hash of the labels; never changes, for it is stored.</summary>
    internal required ulong ResourceId { get; init; }

    /// <summary>Value of <c>service_name</c>; <c>unknown_service</c> without.</summary>
    internal required byte[] Service { get; init; }

    /// <summary>The level a label names; empty when none does.</summary>
    internal required byte[] Level { get; init; }

    /// <summary>Days its lines are kept.</summary>
    internal required ushort RetentionDays { get; init; }

    /// <summary>Why no line of it may be kept; null when they may.</summary>
    internal string? Fault { get; init; }
}
