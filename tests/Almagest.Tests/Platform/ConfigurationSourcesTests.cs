using Almagest.Model;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Configuration;

namespace Almagest.Tests.Platform;

public sealed class ConfigurationSourcesTests : IDisposable
{
    static readonly Dictionary<string, Type> Sections = new() { [""] = typeof(ServerOptions), ["writer"] = typeof(WriterOptions) };

    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void File_is_read_with_durations_and_flags_win()
    {
        File.WriteAllText(_file, "listen: 127.0.0.1:1\notlp_grpc: 127.0.0.1:2\nwriter:\n  max_linger: 150ms\n");
        var configuration = Read(new() { ["listen"] = "127.0.0.1:3" });
        var server = configuration.Get<ServerOptions>()!;
        server.Listen.ShouldBe("127.0.0.1:3");
        server.OtlpGrpc.ShouldBe("127.0.0.1:2");
        configuration.GetSection("writer").Get<WriterOptions>()!.MaxLinger.ShouldBe(TimeSpan.FromMilliseconds(150));
    }

    [Theory]
    [InlineData("listne: x\n", "\"listne\" is unknown")]
    [InlineData("writer:\n  linger: 1s\n", "\"writer.linger\" is unknown")]
    [InlineData("a: [\n", "line ")]
    public void File_with_a_mistake_is_refused_and_the_mistake_named(string yaml, string expected)
    {
        File.WriteAllText(_file, yaml);
        Should.Throw<UserErrorException>(() => Read([])).Message.ShouldContain(expected);
    }

    IConfigurationRoot Read(Dictionary<string, string?> flags)
    {
        var builder = new ConfigurationBuilder();
        ConfigurationSources.Add(builder, _file, flags, Sections);
        return builder.Build();
    }
}
