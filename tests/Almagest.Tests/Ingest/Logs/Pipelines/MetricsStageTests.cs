using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

public sealed class MetricsStageTests
{
    const string Json = "- json: {expressions: {level: , took: , size: , ok: }}\n";

    // Each case: the metric, lines, what it says afterwards.
    [Theory]
    [InlineData("lines_total: {type: Counter, config: {match_all: true, action: inc}}", "a|b", "promtail_custom_lines_total{app=a} 2")]
    [InlineData("bytes_total: {type: counter, prefix: my_, config: {match_all: true, count_entry_bytes: true, action: add}}", "ä|bc", "my_bytes_total{app=a} 4")]
    [InlineData("level: {type: Counter, config: {action: inc}}", """{"level":"error"}|{"other":1}""", "promtail_custom_level{app=a} 1")]
    [InlineData("errors: {type: Counter, source: level, config: {value: error, action: INC}}", """{"level":"error"}|{"level":"info"}|{"level":"error"}""", "promtail_custom_errors{app=a} 2")]
    [InlineData("by_app: {type: Counter, source: app, config: {value: a, action: inc}}", "x", "promtail_custom_by_app{app=a} 1")]
    [InlineData("size: {type: Counter, config: {action: add}}", """{"size":"1.5"}|{"size":-4}|{"size":"NaN"}|{"size":"big"}|{"size":2}""", "promtail_custom_size{app=a} 3.5")]
    [InlineData("size: {type: Counter, config: {action: add}}", """{"size":"big"}""", "")]
    [InlineData("took: {type: Gauge, config: {action: set}}", """{"took":"1m30s"}|{"took":"250ms"}""", "promtail_custom_took{app=a} 0.25")]
    [InlineData("ok: {type: Gauge, config: {action: set}}", """{"ok":true}""", "promtail_custom_ok{app=a} 1")]
    [InlineData("size: {type: Gauge, config: {action: add}}", """{"size":5}|{"size":-7}""", "promtail_custom_size{app=a} -2")]
    [InlineData("size: {type: Gauge, config: {action: sub}}", """{"size":5}|{"size":-7}""", "promtail_custom_size{app=a} 2")]
    [InlineData("open: {type: Gauge, source: level, config: {action: dec}}", """{"level":"x"}|{"level":"y"}""", "promtail_custom_open{app=a} -2")]
    [InlineData("took: {type: Histogram, config: {buckets: [0.1, 1, 2.5]}}", """{"took":"100ms"}|{"took":2}|{"took":9}""",
        "promtail_custom_took_bucket{app=a} le=0.1 1,promtail_custom_took_bucket{app=a} le=1.0 1,promtail_custom_took_bucket{app=a} le=2.5 2,promtail_custom_took_bucket{app=a} le=+Inf 3,promtail_custom_took_sum{app=a} 11.1,promtail_custom_took_count{app=a} 3")]
    public void Lines_count(string metric, string lines, string expected)
    {
        var metrics = new PipelineMetrics();
        var entry = Run($"{Json}- metrics:\n    {metric}", lines.Split('|'), metrics);
        Read(metrics).ShouldBe("", "nothing counts before the lines are stored");
        entry.Effects.Apply();
        Read(metrics).ShouldBe(expected);
    }

    [Fact]
    public void Dropped_lines_count_and_labels_are_those_at_the_stage()
    {
        var metrics = new PipelineMetrics();
        Run("- static_labels: {__hidden: x, zone: z}\n- metrics: {n: {type: Counter, config: {match_all: true, action: inc}}}\n- static_labels: {late: y}\n- drop: {expression: '.'}", ["x", "y"], metrics).Effects.Apply();
        Read(metrics).ShouldBe("promtail_custom_n{app=a,zone=z} 2");
    }

    [Fact]
    public void Idle_series_end_and_begin_anew()
    {
        var metrics = new PipelineMetrics();
        const string Stages = "- metrics: {n: {type: Counter, max_idle_duration: 10s, config: {match_all: true, action: inc}}}";
        Run(Stages, ["x", "y"], metrics).Effects.Apply();
        Read(metrics, 1_000).ShouldBe("promtail_custom_n{app=a} 2");
        Read(metrics, 10_999).ShouldBe("promtail_custom_n{app=a} 2");
        var late = Run(Stages, ["z"], metrics);
        Read(metrics, 11_000).ShouldBe("promtail_custom_n{app=a} 2 end");
        Read(metrics, 12_000).ShouldBe("");
        late.Effects.Apply();
        Read(metrics, 13_000).ShouldBe("promtail_custom_n{app=a} 1");
    }

    [Fact]
    public void Pipelines_that_name_the_same_metric_count_together()
    {
        var metrics = new PipelineMetrics();
        const string Stages = "- metrics: {n: {type: Counter, config: {match_all: true, action: inc}}}";
        Run(Stages, ["x"], metrics).Effects.Apply();
        Run(Stages, ["x"], metrics, "team-b").Effects.Apply();
        Run(Stages, ["x"], metrics).Effects.Apply();
        Read(metrics).ShouldBe("promtail_custom_n{app=a} 2,promtail_custom_n{app=a} 1");
        Should.Throw<UserErrorException>(() => Run("- metrics: {n: {type: Gauge, source: app, config: {action: inc}}}", [], metrics)).Message
            .ShouldContain("metric \"promtail_custom_n\" has another type or other buckets elsewhere");
    }

    [Theory]
    [InlineData("{}", "a metric is needed")]
    [InlineData("{n: {config: {action: inc}}}", "metric \"n\" has the type \"\": expected Counter, Gauge or Histogram")]
    [InlineData("{n: {type: Counter}}", "\"action\" is \"\": expected inc or add")]
    [InlineData("{n: {type: Counter, config: {action: set}}}", "expected inc or add")]
    [InlineData("{n: {type: Gauge, config: {action: mul}}}", "expected set, inc, dec, add or sub")]
    [InlineData("{n: {type: Counter, config: {match_all: true, value: a, action: inc}}}", "only one of \"match_all\" and \"value\"")]
    [InlineData("{n: {type: Counter, config: {count_entry_bytes: true, action: add}}}", "\"count_entry_bytes\" needs \"match_all: true\"")]
    [InlineData("{n: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: inc}}}", "\"count_entry_bytes\" needs \"action: add\"")]
    [InlineData("{n: {type: Counter, max_idle_duration: 500ms, config: {action: inc}}}", "must be at least 1s")]
    [InlineData("{n: {type: Histogram, config: {buckets: [1, x]}}}", "\"buckets\" has \"x\"")]
    [InlineData("{n: {type: Histogram, config: {buckets: [2, 1]}}}", "\"buckets\" must rise")]
    [InlineData("{n: {type: Counter, confg: {action: inc}, config: {action: inc}}}", "option \"confg\" is not known")]
    public void Faults_are_told(string options, string message) =>
        Should.Throw<UserErrorException>(() => Run($"- metrics: {options}", [], new PipelineMetrics())).Message.ShouldContain(message);

    static PipelineEntry Run(string stages, string[] lines, PipelineMetrics metrics, string tenant = "default")
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(stages));
        var pipeline = PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", TimeProvider.System, static () => 0, metrics));
        var entry = new PipelineEntry { Owner = new TenantId(tenant) };
        foreach (var line in lines)
        {
            entry.Clear();
            entry.Line = line;
            entry.Labels["app"] = "a";
            pipeline.Run(entry);
        }

        return entry;
    }

    static string Read(PipelineMetrics metrics, long nowMs = 0)
    {
        var found = new List<string>();
        metrics.Read(nowMs, (series, isEnd) => found.AddRange(series.Values().Select(v => FormattableString.Invariant(
            $"{v.Name}{{{string.Join(',', series.Labels.Select(static l => $"{l.Key}={l.Value}"))}}}{(v.Bound is null ? "" : $" le={v.Bound}")} {v.Value}{(isEnd ? " end" : "")}"))));
        return string.Join(',', found);
    }
}
