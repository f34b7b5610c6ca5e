using Almagest.Model;
using Almagest.Telemetry.Live;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Live;

public sealed class CommitFeedTests
{
    // The feed reads memory only: nothing is ever fetched from a store.
    readonly MetricVault _vault = new(null!, null!);

    [Fact]
    public void Follower_is_told_the_rows_of_its_tenant_with_all_their_texts()
    {
        var feed = new CommitFeed(_vault);
        using var follower = feed.FollowLogs(new FollowRequest(TenantId.Default, null, 10));
        feed.Stored(Logs(("other", "till", "not mine"), ("default", "till", "first"), ("other", "till", "neither"), ("default", "ovens", new string('x', 300))));
        follower.Rows.TryRead(out var first).ShouldBeTrue();
        (first!.Service, first.Body, first.TraceId, first.Attributes["body.length"], first.Resource["service.name"]).ShouldBe(("till", "first", "5", "5", "till"));
        follower.Rows.TryRead(out var second).ShouldBeTrue();
        (second!.Service, second.Body.Length, second.Attributes["body.length"], second.Resource["service.name"]).ShouldBe(("ovens", 300, "300", "ovens"));
        follower.Rows.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Follower_of_a_service_is_told_no_other()
    {
        var feed = new CommitFeed(_vault);
        using var follower = feed.FollowLogs(new FollowRequest(TenantId.Default, "oven", 10));
        feed.Stored(Logs(("default", "till", "a"), ("default", "oven", "b"), ("default", "till", "c"), ("default", "oven", "d")));
        Bodies(follower).ShouldBe(["b", "d"]);
    }

    [Fact]
    public void Full_follower_counts_what_it_misses_and_goes_on_once_it_is_read()
    {
        var feed = new CommitFeed(_vault);
        using var follower = feed.FollowLogs(new FollowRequest(TenantId.Default, null, 2));
        feed.Stored(Logs(("default", "s", "a"), ("default", "s", "b"), ("default", "s", "c"), ("default", "s", "d")));
        Bodies(follower).ShouldBe(["a", "b"]);
        follower.TakeDropped().ShouldBe(2);
        follower.TakeDropped().ShouldBe(0);
        feed.Stored(Logs(("default", "s", "e")));
        Bodies(follower).ShouldBe(["e"]);
    }

    [Fact]
    public void Follower_that_has_left_is_told_nothing()
    {
        var feed = new CommitFeed(_vault);
        var follower = feed.FollowLogs(new FollowRequest(TenantId.Default, null, 2));
        follower.Dispose();
        feed.Stored(Logs(("default", "s", "a")));
        follower.Rows.TryRead(out _).ShouldBeFalse();
        follower.Rows.Completion.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Too_many_followers_are_refused_until_one_leaves()
    {
        var feed = new CommitFeed(_vault);
        var request = new FollowRequest(TenantId.Default, null, 1);
        var all = Enumerable.Range(0, CommitFeed.MaxFollowers).Select(_ => feed.FollowSpans(request)).ToList();
        Should.Throw<UserErrorException>(() => feed.FollowSpans(request)).Kind.ShouldBe(UserErrorKind.Busy);
        all[7].Dispose();
        feed.FollowSpans(request).Dispose();
    }

    [Fact]
    public void Samples_carry_the_labels_of_their_series_and_belong_to_the_service_these_name()
    {
        var tenant = _vault.Tenant("default");
        tenant.Index.GetOrAdd(1, static () => Labels.From([new(Labels.MetricName, "jobs_count"), new("job", "till")]));
        tenant.Index.GetOrAdd(2, static () => Labels.From([new(Labels.MetricName, "jobs_count"), new("service_name", "oven"), new("job", "till")]));
        tenant.Metadata["jobs"] = new MetricMetadata("histogram", "", "s");
        var feed = new CommitFeed(_vault);
        using var follower = feed.FollowSamples(new FollowRequest(TenantId.Default, "till", 10));
        var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var series in (ulong[])[2, 1, 3])
            Append(batch.Samples, series);
        feed.Stored(batch);
        follower.Rows.TryRead(out var sample).ShouldBeTrue();
        (sample!.Metric, sample.Labels["job"], sample.Type, sample.Unit, sample.Value, sample.TimeUnixMilli).ShouldBe(("jobs_count", "till", "histogram", "s", 1, 1000));
        follower.Rows.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Samples_computed_from_spans_are_told_only_to_those_who_want_them()
    {
        var feed = new CommitFeed(_vault);
        using var all = feed.FollowSamples(new FollowRequest(TenantId.Default, null, 10));
        using var measured = feed.FollowSamples(new FollowRequest(TenantId.Default, null, 10) { Derived = false });
        var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var metric in (string[])["traces_spanmetrics_calls_total", "jobs_count", "traces_service_graph_request_total", "traces_spanmetrics_calls_total", "traces_count"])
            Append(batch.Samples, 1, metric);
        feed.Stored(batch);
        Metrics(all).Count.ShouldBe(5);
        Metrics(measured).ShouldBe(["jobs_count", "traces_count"]);
    }

    static List<string> Metrics(CommitFollower<SampleRow> follower)
    {
        var metrics = new List<string>();
        while (follower.Rows.TryRead(out var row))
            metrics.Add(row.Metric);
        return metrics;
    }

    static List<string> Bodies(CommitFollower<LogRow> follower)
    {
        var bodies = new List<string>();
        while (follower.Rows.TryRead(out var row))
            bodies.Add(row.Body);
        return bodies;
    }

    static TelemetryBatch Logs(params (string Tenant, string Service, string Body)[] rows)
    {
        var batch = new TelemetryBatch(Signal.Logs);
        foreach (var (tenant, service, body) in rows)
            Append(batch.Logs, tenant, service, body);
        return batch;
    }

    static void Append(LogBlock logs, string tenant, string service, string body)
    {
        logs.Tenant.Append(tenant);
        logs.Service.Append(service);
        logs.Time.Append(1);
        logs.Level.Append("info");
        logs.SeverityNumber.Append(9);
        logs.SeverityText.Append("INFO");
        logs.Body.Append(body);
        logs.EventName.Append("");
        logs.TraceId.Append($"{body.Length}");
        logs.SpanId.Append("");
        logs.PatternId.Append("");
        logs.Attributes.Map.Keys.Append("body.length");
        logs.Attributes.Map.Values.Append($"{body.Length}");
        logs.Attributes.EndRow();
        logs.Origin.Resource.Keys.Append("service.name");
        logs.Origin.Resource.Values.Append(service);
        logs.Origin.Resource.EndRow();
        logs.Origin.ResourceId.Append((ulong)service.Length);
        logs.Origin.ScopeName.Append("");
        logs.Origin.ScopeVersion.Append("");
    }

    static void Append(SampleBlock samples, ulong series, string metric = "jobs_count")
    {
        samples.Tenant.Append("default");
        samples.Metric.Append(metric);
        samples.Series.Append(series);
        samples.Time.Append(1000);
        samples.Value.Append(1);
    }
}
