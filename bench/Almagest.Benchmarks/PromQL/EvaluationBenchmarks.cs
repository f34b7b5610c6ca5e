using Almagest.Query.PromQL.Engine;
using BenchmarkDotNet.Attributes;

namespace Almagest.Benchmarks.PromQL;

/// <summary>Evaluation over 2,000 series that are decoded already: parsing, planning and the evaluator's own work.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    readonly PromQlEngine _engine = new(TimeProvider.System);
    ArraySeriesSource _source = new(0, 0);

    /// <summary>Hours of data and length of the query; the step is 15 s for one hour and 60 s for six.</summary>
    [Params(1, 6)]
    public int Hours { get; set; }

    /// <summary>The query.</summary>
    [Params("sum(rate(http_requests_total[5m]))", "sum by (endpoint) (rate(http_requests_total[5m]))", "topk(10, rate(http_requests_total[5m]))", "sum(http_requests_total)", "avg by (endpoint) (max_over_time(http_requests_total[5m]))")]
    public string Query { get; set; } = "";

    /// <summary>Makes the data.</summary>
    [GlobalSetup]
    public void Setup() => _source = new ArraySeriesSource(2_000, (Hours * 240) + 1);

    /// <summary>A range query.</summary>
    [Benchmark]
    public async Task<int> Range()
    {
        var request = new PromQlRequest { Query = Query, StartMs = 0, EndMs = Hours * 3_600_000L, StepMs = Hours == 1 ? 15_000 : 60_000 };
        var result = await _engine.ExecuteAsync(request, _source, CancellationToken.None);
        return ((MatrixValue)result.Value).Series.Count;
    }
}
