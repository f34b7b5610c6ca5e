using System.Collections.Frozen;

namespace Almagest.Query.TraceQL;

/// <summary>The fields every span has.</summary>
public enum Intrinsic
{
    /// <summary>Length of the span.</summary>
    Duration,

    /// <summary>Operation.</summary>
    Name,

    /// <summary>Status code.</summary>
    Status,

    /// <summary>Status description.</summary>
    StatusMessage,

    /// <summary>Kind.</summary>
    Kind,

    /// <summary>Number of children.</summary>
    ChildCount,

    /// <summary>The parent span; only compared with nil.</summary>
    Parent,

    /// <summary>Id of the span.</summary>
    SpanId,

    /// <summary>Id of the parent.</summary>
    ParentId,

    /// <summary>Length of the trace.</summary>
    TraceDuration,

    /// <summary>Operation of the root.</summary>
    RootName,

    /// <summary>Service of the root.</summary>
    RootService,

    /// <summary>Id of the trace.</summary>
    TraceId,

    /// <summary>Name of an event.</summary>
    EventName,

    /// <summary>From the span's start to an event.</summary>
    EventTimeSinceStart,

    /// <summary>Trace a link leads to.</summary>
    LinkTraceId,

    /// <summary>Span a link leads to.</summary>
    LinkSpanId,

    /// <summary>Instrumentation scope.</summary>
    InstrumentationName,

    /// <summary>Version of the instrumentation scope.</summary>
    InstrumentationVersion,

    /// <summary>Place in the tree when entered.</summary>
    NestedSetLeft,

    /// <summary>Place in the tree when left.</summary>
    NestedSetRight,

    /// <summary>The parent's <see cref="NestedSetLeft"/>; -1 for a root.</summary>
    NestedSetParent,
}

/// <summary>The words and types of the intrinsics: the one table for lexer, checker and tag lists.</summary>
/// <param name="Intrinsic">Which.</param>
/// <param name="Scoped">Written with its scope.</param>
/// <param name="Word">Written without; null when there is no such form.</param>
/// <param name="Type">Type of its values.</param>
public sealed record IntrinsicInfo(Intrinsic Intrinsic, string Scoped, string? Word, TqType Type)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IntrinsicInfo> All { get; } =
    [
        new(Intrinsic.Duration, "span:duration", "duration", TqType.Duration),
        new(Intrinsic.Name, "span:name", "name", TqType.String),
        new(Intrinsic.Status, "span:status", "status", TqType.Status),
        new(Intrinsic.StatusMessage, "span:statusMessage", "statusMessage", TqType.String),
        new(Intrinsic.Kind, "span:kind", "kind", TqType.Kind),
        new(Intrinsic.ChildCount, "span:childCount", "childCount", TqType.Int),
        new(Intrinsic.Parent, "span:parent", "parent", TqType.Any),
        new(Intrinsic.SpanId, "span:id", null, TqType.String),
        new(Intrinsic.ParentId, "span:parentID", null, TqType.String),
        new(Intrinsic.TraceDuration, "trace:duration", "traceDuration", TqType.Duration),
        new(Intrinsic.RootName, "trace:rootName", "rootName", TqType.String),
        new(Intrinsic.RootService, "trace:rootService", "rootServiceName", TqType.String),
        new(Intrinsic.TraceId, "trace:id", null, TqType.String),
        new(Intrinsic.EventName, "event:name", null, TqType.String),
        new(Intrinsic.EventTimeSinceStart, "event:timeSinceStart", null, TqType.Duration),
        new(Intrinsic.LinkTraceId, "link:traceID", null, TqType.String),
        new(Intrinsic.LinkSpanId, "link:spanID", null, TqType.String),
        new(Intrinsic.InstrumentationName, "instrumentation:name", null, TqType.String),
        new(Intrinsic.InstrumentationVersion, "instrumentation:version", null, TqType.String),
        new(Intrinsic.NestedSetLeft, "span:nestedSetLeft", "nestedSetLeft", TqType.Int),
        new(Intrinsic.NestedSetRight, "span:nestedSetRight", "nestedSetRight", TqType.Int),
        new(Intrinsic.NestedSetParent, "span:nestedSetParent", "nestedSetParent", TqType.Int),
    ];

    /// <summary>By either spelling.</summary>
    public static FrozenDictionary<string, IntrinsicInfo> ByWord { get; } = All
        .SelectMany(static i => new[] { i.Scoped, i.Word }, static (info, word) => (Word: word, Info: info))
        .Where(static p => p.Word is not null)
        .ToFrozenDictionary(static p => p.Word ?? "", static p => p.Info, StringComparer.Ordinal);

    /// <summary>Of one intrinsic.</summary>
    public static IntrinsicInfo Of(Intrinsic intrinsic) => All[(int)intrinsic];
}
