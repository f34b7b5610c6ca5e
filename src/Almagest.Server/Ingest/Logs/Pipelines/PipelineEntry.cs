using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>A line on its way through a pipeline; stages change it in place. Used again for the next line.</summary>
sealed class PipelineEntry
{
    /// <summary>The line.</summary>
    internal string Line { get; set; } = "";

    /// <summary>Nanoseconds since 1970.</summary>
    internal long Time { get; set; }

    /// <summary>Labels of its stream.</summary>
    internal SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Its attributes.</summary>
    internal Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Types of attributes as they came; an attribute that a stage sets is a string.</summary>
    internal Dictionary<string, AttributeType> Types { get; } = [];

    /// <summary>What stages found, for stages behind them; nothing of it is stored by itself.</summary>
    internal Dictionary<string, string> Extracted { get; } = [];

    /// <summary>The tenant the line came for.</summary>
    internal TenantId Owner { get; init; } = TenantId.Default;

    /// <summary>What lines cause besides being stored; kept over all lines of a request.</summary>
    internal PipelineEffects Effects { get; init; } = new();

    /// <summary>The tenant a stage gave the line to; null for the one it came for.</summary>
    internal TenantId? Tenant { get; set; }

    /// <summary>Whether a stage decided that the line is not kept.</summary>
    internal bool IsDropped { get; private set; }

    /// <summary>Leaves the line out.</summary>
    internal void Drop() => IsDropped = true;

    /// <summary>What a stage names as its source: the line when it names none, else what was extracted, a label or an attribute; null when there is none.</summary>
    internal string? Find(string? source)
    {
        if (source is null)
            return Line;
        return Extracted.TryGetValue(source, out var value) || Labels.TryGetValue(source, out value) || Metadata.TryGetValue(source, out value) ? value : null;
    }

    /// <summary>Gives every place of this name another value.</summary>
    internal void Replace(string name, string value)
    {
        if (Extracted.ContainsKey(name))
            Extracted[name] = value;
        if (Labels.ContainsKey(name))
            Labels[name] = value;
        if (Metadata.ContainsKey(name))
            SetMetadata(name, value);
    }

    /// <summary>Sets an attribute.</summary>
    internal void SetMetadata(string name, string value)
    {
        Metadata[name] = value;
        Types.Remove(name);
    }

    /// <summary>Begins with the next line.</summary>
    internal void Clear()
    {
        Labels.Clear();
        Metadata.Clear();
        Types.Clear();
        Extracted.Clear();
        (IsDropped, Tenant) = (false, null);
    }
}
