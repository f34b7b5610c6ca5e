using System.Text;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Names as PromQL sees them: what Prometheus 3 calls UnderscoreEscapingWithSuffixes, the default of its OTLP endpoint
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics).
/// </summary>
static class PrometheusNames
{
    /// <summary>The name of a metric, with its unit, and with <c>_total</c> last when it is a counter.</summary>
    internal static string Metric(string name, string unit, bool counter, bool gauge)
    {
        var words = Words(name, colon: true);
        var (main, per) = PrometheusUnits.Translate(unit);
        if (main.Length > 0 && !words.Contains(main))
            words.Add(main);
        if (per.Length > 0 && !words.Contains(per))
            words.AddRange(words.Contains("per") && words[^1] == "per" ? [per] : ["per", per]);
        if (counter)
            MoveLast(words, "total");
        if (gauge && unit == "1")
            MoveLast(words, "ratio");
        var joined = string.Join('_', words);
        return joined.Length > 0 && char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }

    /// <summary>The name of a label; empty when <paramref name="key"/> is.</summary>
    internal static string Label(string key)
    {
        if (key.Length == 0)
            return "";
        var label = string.Create(key.Length, key, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        });
        if (char.IsAsciiDigit(label[0]))
            return "key_" + label;
        return label[0] == '_' && !label.StartsWith("__", StringComparison.Ordinal) ? "key" + label : label;
    }

    /// <summary>The runs of letters and digits in <paramref name="text"/>.</summary>
    internal static List<string> Words(string text, bool colon)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || (colon && c == ':'))
            {
                word.Append(c);
                continue;
            }

            Close(words, word);
        }

        Close(words, word);
        return words;
    }

    static void Close(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
            words.Add(word.ToString());
        word.Clear();
    }

    static void MoveLast(List<string> words, string word)
    {
        words.RemoveAll(w => w == word);
        words.Add(word);
    }
}
