using Almagest.PromBench.Exactness;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Prometheus;

/// <summary>
/// The same series, the same questions, the same answers as Prometheus 3.5.3: asked beside it when <c>ALMAGEST_PROMETHEUS</c> or the path has one,
/// else compared with what it answered when the fingerprints were recorded (bench/run-exactness.sh).
/// </summary>
public sealed class ExactnessScenarios : IAsyncLifetime, IDisposable
{
    // 2026-11-20T18:17:00Z: the data lie in three hours of the clock.
    const long StartMs = 1_795_198_620_000;

    const int Shown = 20;

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    ServerProcess? _server;

    static string Golden => Path.Combine(AppContext.BaseDirectory, "Prometheus", "Golden", "prometheus-3.5.3.txt");

    static string Compliance => Path.Combine(
        Environment.GetEnvironmentVariable("ALMAGEST_SHARED") ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "shared"), "data", "promql", "compliance-expanded.txt");

    public async Task InitializeAsync()
    {
        var config = Path.Combine(_folder.Path, "almagest.yml");
        // The data are as old as the recorded answers.
        await File.WriteAllTextAsync(config, "retention:\n  metrics_days: 3650\n");
        _server = await ServerProcess.StartAsync(_folder.Path, "--config", config);
        await EdgeLoad.SendAsync(_http, Address, StartMs, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
        _http.Dispose();
        if (Directory.Exists(_folder.Path))
            _folder.Dispose();
    }

    [Fact]
    public async Task Answers_and_errors_are_those_of_Prometheus()
    {
        var questions = ExactQuestions.All(File.Exists(Compliance) ? await File.ReadAllLinesAsync(Compliance) : [], StartMs, few: true);
        var differences = PrometheusProcess.Find() is { } program ? await CompareLiveAsync(program, questions) : await CompareRecordedAsync(questions);
        differences.Take(Shown).ShouldBeEmpty();
    }

    async Task<List<string>> CompareLiveAsync(string program, IEnumerable<ExactQuestion> questions)
    {
        using var prometheus = await PrometheusProcess.StartAsync(program, _http);
        await EdgeLoad.SendAsync(_http, prometheus.Address, StartMs, CancellationToken.None);
        var comparison = new ExactComparison(_http, prometheus.Address, Address);
        await comparison.RunAsync(questions, CancellationToken.None);
        comparison.Same.ShouldBeGreaterThan(1000);
        return comparison.Differences;
    }

    async Task<List<string>> CompareRecordedAsync(IEnumerable<ExactQuestion> questions)
    {
        var recorded = RecordedAnswers.Load(Golden);
        var (differences, same) = (new List<string>(), 0);
        foreach (var question in questions)
        {
            var answer = await ExactAnswer.AskAsync(_http, Address, question, CancellationToken.None);
            if (recorded.Matches(question, answer) is not { } matches)
                continue;
            same += matches ? 1 : 0;
            if (!matches)
                differences.Add($"{question.Method} {Uri.UnescapeDataString(question.Path)} {question.Form}\n  was answered differently by Prometheus; ours: {answer.Text[..Math.Min(answer.Text.Length, 300)]}");
        }

        // Without the compliance queries, which lie outside of the project, fewer are asked.
        same.ShouldBeGreaterThan(1000);
        return differences;
    }

    string Address => _server!.Address.ToString().TrimEnd('/');
}
