using System.Collections.Frozen;
using Almagest.Server.Ingest.Logs.Pipelines.Stages;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>The stages there are: names as in Promtail where it has them.</summary>
static class StageCatalog
{
    static readonly FrozenDictionary<string, StageKind> Kinds = new StageKind[]
    {
        new("cri", static _ => new CriStage()),
        new("decolorize", static _ => new DecolorizeStage()),
        new("docker", static _ => new DockerStage()),
        new("drop", DropStage.Create),
        new("eventlogmessage", EventLogMessageStage.Create),
        new("geoip", GeoIpStage.Create),
        new("hash", HashStage.Create),
        new("json", JsonStage.Create),
        new("labelallow", static options => new LabelFilterStage(options, keep: true)),
        new("labeldrop", static options => new LabelFilterStage(options, keep: false)),
        new("labels", static options => new LabelsStage(options)),
        new("level", static options => new LevelStage(options.Text("source"))),
        new("limit", LimitStage.Create),
        new("logfmt", LogfmtStage.Create),
        new("match", MatchStage.Create),
        new("metrics", MetricsStage.Create),
        new("output", static options => new OutputStage(options.Required("source"))),
        new("pack", PackStage.Create),
        new("pattern", PatternStage.Create),
        new("pii", PiiStage.Create),
        new("regex", RegexStage.Create),
        new("replace", ReplaceStage.Create),
        new("sample", SamplingStage.Create),
        new("sampling", SamplingStage.Create),
        new("static_labels", static options => new StaticLabelsStage(options)),
        new("structured_metadata", static options => new StructuredMetadataStage(options)),
        new("template", TemplateStage.Create),
        new("tenant", TenantStage.Create),
        new("timestamp", TimestampStage.Create),
    }.ToFrozenDictionary(static kind => kind.Name);

    /// <exception cref="Model.UserErrorException">There is no such stage, or its options are wrong.</exception>
    internal static IPipelineStage Create(StageOptions options, string name)
    {
        if (!Kinds.TryGetValue(name, out var kind))
            throw options.Invalid($"there is no such stage; known are {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}");
        var stage = kind.Create(options);
        if (!kind.HasOwnNames)
            options.CheckAllRead();
        return stage;
    }

    sealed record StageKind(string Name, Func<StageOptions, IPipelineStage> Create)
    {
        /// <summary>Whether the keys of its options are the user's names.</summary>
        internal bool HasOwnNames => Name is "labels" or "static_labels" or "structured_metadata" or "labelallow" or "labeldrop" or "metrics";
    }
}
