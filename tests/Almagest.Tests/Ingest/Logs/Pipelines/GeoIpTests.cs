using System.Buffers.Binary;
using System.Net;
using System.Text;
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
        entry.Metadata.ShouldBe(new Dictionary<string, string> { ["geoip_country_code"] = "DE", ["geoip_location_latitude"] = "52.5", ["geoip_autonomous_system_number"] = "64500" }, ignoreOrder: true);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        var path = Path.Combine(_folder, "x.mmdb");
        File.WriteAllText(path, "no database");
        Should.Throw<Model.UserErrorException>(() => GeoIpDatabase.Open(path)).Message.ShouldContain("it has no metadata of MaxMind");
    }

    /// <summary>A database for version 4 of one node: addresses whose first bit is set are in it.</summary>
    string Write(int recordSize)
    {
        const uint Nothing = 1;
        // Behind the tree come 16 noughts, then the data: a record that points to their start is nodes + 16.
        const uint Data = 1 + 16;
        byte[] tree = recordSize switch
        {
            24 => [0, 0, (byte)Nothing, 0, 0, (byte)Data],
            28 => [0, 0, (byte)Nothing, 0, 0, 0, (byte)Data],
            _ => [0, 0, 0, (byte)Nothing, 0, 0, 0, (byte)Data],
        };
        byte[] data =
        [
            .. Map(4), .. Text("code"), .. Text("DE"), .. Text("country"), .. Map(1), .. Text("iso_code"), 0x20, 6,
            .. Text("location"), .. Map(1), .. Text("latitude"), .. Double(52.5), .. Text("autonomous_system_number"), 0xC2, 0xFB, 0xF4,
        ];
        byte[] metadata = [.. Map(3), .. Text("node_count"), 0xC1, 1, .. Text("record_size"), 0xA1, (byte)recordSize, .. Text("ip_version"), 0xA1, 4];
        var path = Path.Combine(_folder, "geo.mmdb");
        File.WriteAllBytes(path, [.. tree, .. new byte[16], .. data, 0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, .. metadata]);
        return path;
    }

    static byte[] Map(int size) => [(byte)(0xE0 | size)];

    static byte[] Text(string text) => [(byte)(0x40 | Math.Min(text.Length, 29)), .. Encoding.ASCII.GetBytes(text)];

    static byte[] Double(double value)
    {
        var bytes = new byte[9];
        bytes[0] = 0x68;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }
}
