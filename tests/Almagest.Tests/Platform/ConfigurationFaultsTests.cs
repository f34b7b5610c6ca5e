using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Almagest.Tests.Platform;

public sealed class ConfigurationFaultsTests
{
    static readonly Dictionary<string, Type> Sections = new() { [""] = typeof(ServerOptions), ["otlp"] = typeof(OtlpOptions) };

    [Theory]
    [InlineData("otlp:MaxRequestBytes", "-1", "configuration key \"otlp.max_request_bytes\" must be between 1024 and 1073741824")]
    [InlineData("otlp:MaxRequestBytes", "lots", "configuration key \"otlp.max_request_bytes\" is \"lots\", which is not a whole number, or is too large")]
    [InlineData("data", "", "configuration key \"data\" is required")]
    public void Wrong_value_is_named_by_its_key(string key, string value, string expected)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());
        services.AddOptions<OtlpOptions>().BindConfiguration("otlp").ValidateDataAnnotations();
        services.AddOptions<ServerOptions>().BindConfiguration("").ValidateDataAnnotations();
        using var provider = services.BuildServiceProvider();
        var error = Should.Throw<Exception>(() => (provider.GetRequiredService<IOptions<OtlpOptions>>().Value, provider.GetRequiredService<IOptions<ServerOptions>>().Value));
        ConfigurationFaults.Explain(error, Sections).ShouldBeOfType<UserErrorException>().Message.ShouldBe(expected);
    }

    [Fact]
    public void Other_faults_are_not_explained() => ConfigurationFaults.Explain(new InvalidOperationException("something else"), Sections).ShouldBeNull();
}
