using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats).</summary>
static class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All readings as text; histograms as summaries without quantiles.</summary>
    internal static string Write(IReadOnlyList<(Instrument Instrument, string Labels, Reading Reading)> readings)
    {
        var text = new StringBuilder();
        foreach (var group in readings.GroupBy(static r => r.Instrument).OrderBy(static g => g.Key.Name, StringComparer.Ordinal))
        {
            var type = TypeOf(group.Key);
            var name = Name(group.Key) + (type == "counter" ? "_total" : "");
            if (group.Key.Description is { Length: > 0 } description)
                text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
            foreach (var (_, labels, reading) in group.OrderBy(static r => r.Labels, StringComparer.Ordinal))
                Lines(text, type, name + (type == "summary" ? "_sum" : "") + labels, name + "_count" + labels, reading);
        }

        return text.ToString();
    }

    /// <summary>Tags in braces, sorted; empty when there are none.</summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var pairs = tags.ToArray().OrderBy(static t => t.Key, StringComparer.Ordinal)
            .Select(static t => $"{Sanitise(t.Key)}=\"{Escape(Convert.ToString(t.Value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        return "{" + string.Join(',', pairs) + "}";
    }

    static void Lines(StringBuilder text, string type, string valueLine, string countLine, Reading reading)
    {
        text.Append(valueLine).Append(' ').Append(reading.Value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        if (type == "summary")
            text.Append(countLine).Append(' ').Append(reading.Count.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    static string TypeOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
            return "summary";
        return kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal)
            ? "counter" : "gauge";
    }

    static string Name(Instrument instrument) => Sanitise(instrument.Name) + (instrument.Unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    });

    static string Sanitise(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] == '_' ? source[i] : '_';
    });

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
