using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Almagest.Tests.Architecture;

public sealed partial class ArchitectureTests
{
    const int LongestFile = 600;

    static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Almagest.Model"] = [],
        ["Almagest.ClickHouse"] = [],
        ["Almagest.Query"] = ["Almagest.Model"],
        ["Almagest.Telemetry"] = ["Almagest.Query", "Almagest.ClickHouse", "Almagest.Model"],
        ["Almagest.Server"] = ["Almagest.Telemetry", "Almagest.Query", "Almagest.ClickHouse", "Almagest.Model"],
        ["Almagest.Cli"] = ["Almagest.Server"],
    };

    // A slice that needs another slice says so here, with the reason beside it.
    static readonly HashSet<(string From, string To)> AllowedSliceUses =
    [
        // Zipkin's and Jaeger's spans are written as OTLP and go the way of all spans.
        ("Almagest.Server.Ingest.Zipkin", "Almagest.Server.Ingest.Otlp"),
        ("Almagest.Server.Ingest.Jaeger", "Almagest.Server.Ingest.Otlp"),
        // The reader of protobuf stands beside OTLP, which needed it first.
        ("Almagest.Server.Ingest.RemoteWrite", "Almagest.Server.Ingest.Otlp"),
        ("Almagest.Server.Ingest.Scrape", "Almagest.Server.Ingest.Otlp"),
        // Loki's push is protobuf too, and texts are cleaned as OTLP's are.
        ("Almagest.Server.Ingest.Loki", "Almagest.Server.Ingest.Otlp"),
        ("Almagest.Server.Ingest.Logs", "Almagest.Server.Ingest.Otlp"),
        // The framing of gRPC stands there too, and Tempo's requests are read with the same reader.
        ("Almagest.Server.Apis.Tempo", "Almagest.Server.Ingest.Otlp"),
        // Promtail relabels its files as Prometheus its targets.
        ("Almagest.Server.Ingest.Files", "Almagest.Server.Ingest.Scrape"),
        // The targets API tells what the scraper does.
        ("Almagest.Server.Apis.Prometheus", "Almagest.Server.Ingest.Scrape"),
    ];

    // What the receivers of metrics and those of lines share; it belongs to none of them.
    static readonly HashSet<string> SharedBySlices = ["Almagest.Server.Ingest.Intake", "Almagest.Server.Ingest.Logs"];

    [Fact]
    public void Projects_reference_only_what_the_design_allows()
    {
        foreach (var file in RepositoryFiles.Sources("src", "*.csproj"))
        {
            var project = Path.GetFileNameWithoutExtension(file);
            AllowedReferences.ShouldContainKey(project);
            var references = XDocument.Load(file).Descendants("ProjectReference")
                .Select(static r => Path.GetFileNameWithoutExtension(((string?)r.Attribute("Include") ?? "").Replace('\\', '/')));
            references.Except(AllowedReferences[project]).ShouldBeEmpty($"{project} references more than it may");
        }
    }

    [Fact]
    public void No_source_file_is_longer_than_600_lines() =>
        RepositoryFiles.Sources("src", "*.cs").Concat(RepositoryFiles.Sources("tests", "*.cs"))
            .Where(static file => File.ReadLines(file).Count() > LongestFile).ShouldBeEmpty();

    [Fact]
    public void Slices_do_not_use_each_other()
    {
        var offenders = new List<string>();
        foreach (var file in RepositoryFiles.Sources("src/Almagest.Server", "*.cs"))
        {
            var text = File.ReadAllText(file);
            if (SliceNamespace().Match(text) is not { Success: true } own)
                continue;
            offenders.AddRange(SliceUsing().Matches(text).Select(static use => use.Groups[1].Value)
                .Where(used => used != own.Groups[1].Value && !SharedBySlices.Contains(used) && !AllowedSliceUses.Contains((own.Groups[1].Value, used)))
                .Select(used => $"{Path.GetFileName(file)} uses {used}"));
        }

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void Migrations_are_numbered_once()
    {
        var numbers = RepositoryFiles.Sources("src/Almagest.Telemetry/Schema/Migrations", "*.sql")
            .Select(static file => int.Parse(Path.GetFileName(file)[..4])).Order().ToList();
        numbers.ShouldBeUnique();
        numbers.ShouldBe(numbers.Distinct());
    }

    [GeneratedRegex(@"namespace (Almagest\.Server\.(?:Ingest|Apis|Features)\.\w+)")]
    private static partial Regex SliceNamespace();

    [GeneratedRegex(@"using (Almagest\.Server\.(?:Ingest|Apis|Features)\.\w+)")]
    private static partial Regex SliceUsing();
}
