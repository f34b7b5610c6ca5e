namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Sets the time from what was extracted: <c>timestamp: {source, format, fallback_formats, location, action_on_failure}</c>. Formats are Go's layouts
/// (<c>2006-01-02 15:04:05</c>), its names (RFC3339, RFC1123Z, …), or Unix, UnixMs, UnixUs, UnixNs. What can not be read keeps the time it has.
/// </summary>
sealed class TimestampStage(string source, GoTimeLayout[] layouts, TimeZoneInfo zone, TimeProvider time) : IPipelineStage
{
    internal static TimestampStage Create(StageOptions options)
    {
        var action = options.Text("action_on_failure") ?? "fudge";
        if (action is not ("fudge" or "skip"))
            throw options.Invalid($"\"action_on_failure\" is \"{action}\": expected fudge or skip");
        var location = options.Text("location") ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(location, out var zone))
            throw options.Invalid($"\"location\" is \"{location}\": expected the name of a zone such as Europe/Berlin");
        string[] formats = [options.Required("format"), .. options.List("fallback_formats")];
        return new TimestampStage(options.Required("source"),
            [.. formats.Select(format => GoTimeLayout.Parse(format) ?? throw options.Invalid($"format \"{format}\" has no part of a time: expected a layout such as 2006-01-02T15:04:05Z07:00"))],
            zone, options.Environment.Time);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (entry.Find(source) is not { Length: > 0 } text)
            return;
        foreach (var layout in layouts)
        {
            if (!layout.TryRead(text, zone, time, out var unixNano))
                continue;
            entry.Time = unixNano;
            return;
        }
    }
}
