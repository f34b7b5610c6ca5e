using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>
/// The instrumentation scope of spans from protocols that have none: exporters write it as tags, in older versions as "library"
/// (https://opentelemetry.io/docs/specs/otel/common/mapping-to-non-otlp/#instrumentationscope).
/// </summary>
static class ScopeTags
{
    static readonly string[] Names = ["otel.scope.name", "otel.library.name"];
    static readonly string[] Versions = ["otel.scope.version", "otel.library.version"];

    /// <summary>Whether a tag says nothing but the scope.</summary>
    internal static bool Has(string key) => Names.Contains(key) || Versions.Contains(key);

    /// <summary>The scope among tags; both parts are empty when there is none.</summary>
    internal static (string Name, string Version) Of(Func<string, string> tag) => (First(Names, tag), First(Versions, tag));

    /// <summary>Writes it into the ScopeSpans that is open.</summary>
    internal static void Write(ProtoWriter writer, (string Name, string Version) scope)
    {
        if (scope is ("", ""))
            return;
        var message = writer.Begin(1);
        writer.Text(1, scope.Name);
        writer.Text(2, scope.Version);
        writer.End(message);
    }

    static string First(string[] keys, Func<string, string> tag) => keys.Select(tag).FirstOrDefault(static text => text.Length > 0) ?? "";
}
