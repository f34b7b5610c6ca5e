using System.Text;
using Microsoft.Net.Http.Headers;

namespace Almagest.Server.Apis.Prometheus.Federation;

/// <summary>In which format and with which names an answer is written.</summary>
/// <param name="IsProtobuf">Delimited protobuf messages; else text.</param>
/// <param name="AllowsUtf8">Names as they are; else what is not plain becomes an underscore.</param>
sealed record FederationFormat(bool IsProtobuf, bool AllowsUtf8)
{
    const string Protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
    const string Text = "text/plain; version=0.0.4; charset=utf-8";

    internal string ContentType => $"{(IsProtobuf ? Protobuf : Text)}; escaping={(AllowsUtf8 ? "allow-utf-8" : "underscores")}";

    /// <summary>The first format of the header, best first, that there is; text when there is none.</summary>
    internal static FederationFormat Negotiate(string accept)
    {
        var utf8 = false;
        if (!MediaTypeHeaderValue.TryParseList([accept], out var types))
            return new(false, utf8);
        foreach (var type in types.OrderByDescending(static t => t.Quality ?? 1))
        {
            var escaping = Parameter(type, "escaping");
            if (escaping.Length > 0)
                utf8 = escaping == "allow-utf-8";
            if (type.MediaType == "application/vnd.google.protobuf" && Parameter(type, "proto") == "io.prometheus.client.MetricFamily" && Parameter(type, "encoding") == "delimited")
                return new(true, utf8);
            if (type.MediaType == "text/plain" && Parameter(type, "version") is "" or "0.0.4")
                return new(false, utf8);
        }

        return new(false, utf8);
    }

    /// <summary>A name as this format may write it.</summary>
    internal string Name(string name)
    {
        if (AllowsUtf8 || IsPlain(name))
            return name;
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            text.Append(IsPlain(rune, text.Length == 0) ? (char)rune.Value : '_');
        return text.ToString();
    }

    internal static bool IsPlain(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');

    static bool IsPlain(Rune rune, bool first) => rune.IsAscii && (char.IsAsciiLetter((char)rune.Value) || (char)rune.Value is '_' or ':' || (!first && char.IsAsciiDigit((char)rune.Value)));

    static string Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? "";
}
