using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>What clients ask before they begin.</summary>
static class StatusEndpoints
{
    /// <summary>The version of Loki whose API this is: Grafana switches its features by it.</summary>
    internal const string Version = "3.8.0";

    internal static IResult BuildInfo() => new LokiJson(static writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, Version);
        writer.WriteString("revision"u8, "almagest"u8);
        writer.WriteString("branch"u8, ""u8);
        writer.WriteString("buildUser"u8, ""u8);
        writer.WriteString("buildDate"u8, ""u8);
        writer.WriteString("goVersion"u8, ""u8);
        writer.WriteEndObject();
    });

    internal static IResult DrilldownLimits(LokiOptions options) => new LokiJson(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("limits"u8);
        writer.WriteBoolean("discover_log_levels"u8, true);
        writer.WriteBoolean("allow_structured_metadata"u8, true);
        writer.WriteBoolean("volume_enabled"u8, true);
        writer.WriteNumber("volume_max_series"u8, 1000);
        writer.WriteNumber("max_query_series"u8, options.MaxSeries);
        writer.WriteNumber("max_entries_limit_per_query"u8, options.MaxEntries);
        writer.WriteString("query_timeout"u8, $"{(int)options.QueryTimeout.TotalSeconds}s");
        writer.WriteEndObject();
        writer.WriteBoolean("pattern_ingester_enabled"u8, true);
        writer.WriteString("version"u8, Version);
        writer.WriteEndObject();
    });
}
