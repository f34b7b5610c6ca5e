using System.Text;

namespace Almagest.Server.Ingest.Intake;

/// <summary>Label sets as Prometheus writes them in messages: <c>{__name__="up", job="x"}</c>.</summary>
static class LabelText
{
    internal static string Write(ReadOnlySpan<byte> metric, byte[][] labels)
    {
        var text = new StringBuilder("{");
        if (metric.Length > 0)
            text.Append("__name__=").Append(Quote(Encoding.UTF8.GetString(metric)));
        for (var i = 0; i < labels.Length; i += 2)
        {
            if (text.Length > 1)
                text.Append(", ");
            var name = Encoding.UTF8.GetString(labels[i]);
            text.Append(IsPlain(name) ? name : Quote(name)).Append('=').Append(Quote(Encoding.UTF8.GetString(labels[i + 1])));
        }

        return text.Append('}').ToString();
    }

    /// <summary>Whether a name needs no quotes: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    internal static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
