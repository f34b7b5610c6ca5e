using System.ComponentModel.DataAnnotations;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Features.Traces;

/// <summary>What is derived from spans, and what is expected of them: section <c>traces</c> of the configuration.</summary>
public sealed class TracesOptions : IValidatableObject
{
    /// <summary>Duration up to which callers of a service are satisfied. Between 1 ms and 1 h; default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan ApdexThreshold { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The same of single services.</summary>
    public IReadOnlyList<ApdexRule> Apdex { get; init; } = [];

    /// <summary>Paths whose requests should leave a complete trace. Default: none.</summary>
    public IReadOnlyList<CriticalPathOptions> CriticalPaths { get; init; } = [];

    /// <summary>How often the service graph and the series of spans are brought up to date. Between 1 s and 10 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Combinations of service, operation, kind and status that have series of their own, per tenant; the others are counted together in
    /// series with <c>otel_metric_overflow="true"</c>. Each has 18 series. 0 writes none. Between 0 and 1,000,000; default 5,000.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxSpanSeries { get; init; } = 5_000;

    internal ApdexThresholds Thresholds => new(ApdexThreshold, Apdex.ToDictionary(static a => a.Service, static a => a.Threshold, StringComparer.Ordinal));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var path in CriticalPaths)
            if (path.Fault() is { } fault)
                yield return new ValidationResult($"traces.critical_paths \"{path.Name}\": {fault}");
        foreach (var twice in Apdex.GroupBy(static a => a.Service).Where(static g => g.Count() > 1))
            yield return new ValidationResult($"traces.apdex has service \"{twice.Key}\" more than once");
    }
}

/// <summary>The threshold of one service.</summary>
public sealed class ApdexRule
{
    /// <summary><c>service.name</c>.</summary>
    [Required]
    public string Service { get; init; } = "";

    /// <summary>Duration up to which callers are satisfied.</summary>
    public TimeSpan Threshold { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>A path whose requests should leave a complete trace.</summary>
public sealed class CriticalPathOptions
{
    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>The tenant it is for; every one when absent.</summary>
    public string? Tenant { get; init; }

    /// <summary>The spans that begin it: a TraceQL filter, <c>service</c>, or <c>service: operation</c>.</summary>
    public string Entry { get; init; } = "";

    /// <summary>What a complete trace has a span for, each written in the same way.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    internal DeclaredPath Parse() => new(Name, DeclaredStep.Parse(Entry), [.. Steps.Select(DeclaredStep.Parse)]);

    internal string? Fault()
    {
        if (Name.Length == 0 || Entry.Length == 0 || Steps.Count == 0)
            return "a path has a name, an entry and at least one step";
        try
        {
            Parse();
            return null;
        }
        catch (Model.UserErrorException error)
        {
            return error.Message;
        }
    }
}
