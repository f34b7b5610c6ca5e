using Almagest.Server.Ingest.Files;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Platform.Configuration;
using Almagest.Tests.Ingest.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Tests.Ingest.Files;

public sealed class FileTailServiceTests : IAsyncLifetime, IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("almagest-tail-").FullName;
    readonly FakeLogStore _store = new();
    FileTailService? _service;

    public Task InitializeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Lines_are_followed_with_their_labels()
    {
        Append("app.log", "one\nlevel=error two\npart");
        Append("skipped.log", "not this\n");
        await StartAsync();
        var lines = await _store.WaitAsync(2);
        lines.Select(static l => $"{l.Body}/{l.Level}").ShouldBe(["one/unknown", "level=error two/error"]);
        lines[0].Labels.ShouldBe($"filename={Path.Combine(_folder, "app.log")},job=shop,service_name=shop,zone=a");
        lines[1].Time.ShouldBe(lines[0].Time + 1);
        Append("app.log", "ial\n");
        Append("later.log", "new file\n");
        (await _store.WaitAsync(4)).Skip(2).Select(static l => l.Body).ShouldBe(["partial", "new file"], ignoreOrder: true);
    }

    [Fact]
    public async Task Renamed_file_is_read_to_its_end_before_the_new_one()
    {
        Append("app.log", "one\n");
        await StartAsync();
        await _store.WaitAsync(1);
        Append("app.log", "two\nno end");
        File.Move(Path.Combine(_folder, "app.log"), Path.Combine(_folder, "app.1"));
        Append("app.log", "three\n");
        (await _store.WaitAsync(4)).Select(static l => l.Body).ShouldBe(["one", "two", "no end", "three"]);
    }

    [Fact]
    public async Task Truncated_file_is_read_from_its_start()
    {
        Append("app.log", "one\ntwo\n");
        await StartAsync();
        await _store.WaitAsync(2);
        File.WriteAllText(Path.Combine(_folder, "app.log"), "x\n");
        (await _store.WaitAsync(3))[^1].Body.ShouldBe("x");
    }

    [Fact]
    public async Task Restart_goes_on_where_it_stopped_though_the_file_was_rotated()
    {
        Append("app.log", "one\n");
        await StartAsync();
        await _store.WaitAsync(1);
        // The position moves on behind what is stored.
        await SavedAsync($"{Path.Combine(_folder, "app.log")}: \"4\"");
        await StopAsync();
        Append("app.log", "two\n");
        File.Move(Path.Combine(_folder, "app.log"), Path.Combine(_folder, "app.1"));
        Append("app.log", "three is longer\n");
        await StartAsync();
        (await _store.WaitAsync(3)).Select(static l => l.Body).ShouldBe(["one", "two", "three is longer"]);
    }

    [Fact]
    public async Task Records_of_several_lines_end_when_nothing_follows()
    {
        Append("app.log", "[1] a\n  b\n[2] c\n  d\n");
        await StartAsync("- multiline: {firstline: '^\\[', max_wait_time: 50ms}\n      - regex: {expression: '^\\[(?P<n>\\d+)'}\n      - labels: {n: }");
        var lines = await _store.WaitAsync(2);
        lines.Select(static l => l.Body).ShouldBe(["[1] a\n  b", "[2] c\n  d"]);
        lines[1].Labels.ShouldContain("n=2");
    }

    [Fact]
    public async Task Wrong_configuration_stops_the_start()
    {
        var error = await Should.ThrowAsync<Model.UserErrorException>(() => StartAsync("- nonsense: {}"));
        error.Message.ShouldContain("there is no such stage");
        _service = null;
    }

    void Append(string file, string text) => File.AppendAllText(Path.Combine(_folder, file), text);

    async Task SavedAsync(string position)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var file = Path.Combine(_folder, "positions.yaml");
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, limit.Token)).Contains(position, StringComparison.Ordinal))
            await Task.Delay(10, limit.Token);
    }

    async Task StartAsync(string stages = "")
    {
        var config = Path.Combine(_folder, "promtail.yaml");
        await File.WriteAllTextAsync(config, $$"""
            server: {http_listen_port: 9080}
            clients: [{url: "http://loki:3100/loki/api/v1/push"}]
            positions: {filename: {{_folder}}/positions.yaml}
            scrape_configs:
            - job_name: shop
              static_configs:
              - targets: [localhost]
                labels: {job: shop, __zone: a, __path__: "{{_folder}}/*.log", __path_exclude__: "{{_folder}}/skip*"}
              relabel_configs:
              - {source_labels: [__zone], target_label: zone}
              {{(stages.Length == 0 ? "" : "pipeline_stages:\n      " + stages)}}
            - job_name: journal
              journal: {max_age: 12h}
            """.Replace("\n      ", "\n  ", StringComparison.Ordinal));
        _service = new FileTailService(
            new FileTailOptions { PromtailConfig = config, PollInterval = TimeSpan.FromMilliseconds(10), SyncInterval = TimeSpan.FromMilliseconds(20) },
            new ServerOptions { Data = _folder }, _store.Intake, new PipelineMetrics(), TimeProvider.System, NullLogger<FileTailService>.Instance);
        await _service.StartAsync(CancellationToken.None);
    }

    async Task StopAsync()
    {
        if (_service is null)
            return;
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _service = null;
    }
}
