using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Platform.Configuration;
using Microsoft.Extensions.Configuration;

namespace Almagest.Tests.Platform;

public sealed class LokiConfigFileTests : IDisposable
{
    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Limits_are_taken_over_and_the_rest_is_named()
    {
        File.WriteAllText(_path, """
            auth_enabled: false
            ingester: {chunk_idle_period: 5m, chunk_retain_period: 30s}
            schema_config: {configs: [{index: {period: 24h}}]}
            storage_config: {boltdb_shipper: {active_index_directory: /x}}
            limits_config:
              enforce_metric_name: false
              reject_old_samples: false
              reject_old_samples_max_age: 168h
              max_line_size: 64KB
              max_label_names_per_series: 30
              discover_service_name: [app, job]
              retention_period: 744h
            """);
        var file = LokiConfigFile.Read(_path);
        file.LeftOut.ShouldBe(["auth_enabled", "ingester", "schema_config", "storage_config", "limits_config.enforce_metric_name"]);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("loki:configfile", _path), new("logintake:maxlabels", "20")]);
        LokiConfigFile.Add(configuration);
        var options = configuration.GetSection("logintake").Get<LogIntakeOptions>()!;
        options.RejectOld.ShouldBeFalse();
        options.MaxAge.ShouldBe(TimeSpan.FromDays(7));
        options.MaxLineBytes.ShouldBe(64 << 10);
        options.MaxLabels.ShouldBe(20);
        options.ServiceLabels.ShouldBe(["app", "job"]);
        configuration["retention:logsdays"].ShouldBe("31");
    }

    [Fact]
    public void Missing_file_is_told()
    {
        using var configuration = new ConfigurationManager();
        configuration["loki:configfile"] = _path + ".none";
        Should.Throw<UserErrorException>(() => LokiConfigFile.Add(configuration)).Message.ShouldContain("can not be read");
    }
}
