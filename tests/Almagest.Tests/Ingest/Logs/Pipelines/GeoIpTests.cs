using System.Net;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Ingest.Logs.Pipelines.GeoIp;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

public sealed class GeoIpTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-geoip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Address_is_found_in_each_size_of_record(int recordSize)
    {
        var database = GeoIpDatabase.Open(Write(recordSize));
        ((string?)database.Find(IPAddress.Parse("128.0.0.1"))?["code"]).ShouldBe("DE");
        ((string?)database.Find(IPAddress.Parse("::ffff:200.1.2.3"))?["code"]).ShouldBe("DE");
        database.Find(IPAddress.Parse("1.2.3.4")).ShouldBeNull();
        database.Find(IPAddress.Parse("2001:db8::1")).ShouldBeNull();
    }

    [Fact]
    public void Stage_adds_attributes_and_pii_removal_behind_it_the_address()
    {
        Write(24);
        var yaml = new YamlStream();
        yaml.Load(new StringReader("- regex: {expression: '^(?P<ip>\\S+)'}\n- geoip: {source: ip, db: geo.mmdb}\n- pii: {}"));
        var entry = new PipelineEntry { Line = "128.9.9.9 GET /" };
        PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(_folder, TimeProvider.System, static () => 0, new PipelineMetrics())).Run(entry);
        entry.Line.ShouldBe("[ip] GET /");
        entry.Metadata.ShouldBe(new Dictionary<string, string> { ["geoip_city_name"] = "Berlin", ["geoip_country_code"] = "DE", ["geoip_location_latitude"] = "52.5", ["geoip_autonomous_system_number"] = "64500" }, ignoreOrder: true);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        var path = Path.Combine(_folder, "x.mmdb");
        File.WriteAllText(path, "no database");
        Should.Throw<Model.UserErrorException>(() => GeoIpDatabase.Open(path)).Message.ShouldContain("it has no metadata of MaxMind");
    }

    string Write(int recordSize) => TinyGeoDatabase.Write(Path.Combine(_folder, "geo.mmdb"), recordSize);
}
