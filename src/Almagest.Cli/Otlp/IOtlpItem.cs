namespace Almagest.Cli.Otlp;

/// <summary>Something that stands in a scope of an OTLP request: a span, a log record or a metric.</summary>
public interface IOtlpItem
{
    /// <summary>Writes the fields of the item's own message.</summary>
    void WriteTo(ProtoWriter writer);
}

/// <summary>The signals of OTLP; each has its own path and service.</summary>
public enum OtlpSignal { Traces, Logs, Metrics }

/// <summary>What sent an item.</summary>
public sealed record OtlpResource(IReadOnlyList<Attribute> Attributes, string SchemaUrl = "");

/// <summary>The library that made an item.</summary>
public sealed record OtlpScope(string Name, string Version)
{
    /// <summary>Its attributes.</summary>
    public IReadOnlyList<Attribute> Attributes { get; init; } = [];
}
