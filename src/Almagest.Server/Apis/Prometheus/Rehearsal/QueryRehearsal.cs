using System.Diagnostics;
using Almagest.Model;
using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Apis.Prometheus.Rehearsal;

/// <summary>
/// Asks after a start what dashboards ask, and throws the answers away, so that the code behind them is compiled before somebody waits for it: a first question took 150 ms
/// instead of 0.2, and the next thirty two to three times their later time. Takes about two seconds of a processor; a server without metrics has nothing to rehearse with.
/// </summary>
sealed partial class QueryRehearsal(IServiceProvider services, MetricVault vault, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<QueryRehearsal> logger) : BackgroundService
{
    // The runtime compiles a method for good once it was called thirty times, and begins to count 100 ms after the last one that was new.
    static readonly (int Times, TimeSpan AtMost, TimeSpan Pause)[] Passes =
        [(2, TimeSpan.MaxValue, TimeSpan.FromMilliseconds(250)), (32, TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(250)), (32, TimeSpan.FromMilliseconds(60), TimeSpan.Zero)];

    static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.StartedAsync(stoppingToken);
        try
        {
            // A new server has nothing to rehearse with until metrics came.
            for (var wait = FirstWait; !await RehearseAsync(stoppingToken); wait = wait < LongestWait ? wait * 2 : LongestWait)
                await Task.Delay(wait, time, stoppingToken);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // Nobody waits for these answers; whoever asks the same in earnest is told why it fails.
            Failed(failed);
        }
    }

    async Task<bool> RehearseAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var tenant = vault.Catalog(TenantId.Default.Value).SeriesCount > 0 ? TenantId.Default : TenantId.System;
        var questions = RehearsalQuestions.Of(vault.Catalog(tenant.Value));
        if (questions.Count == 0)
            return false;
        var endpoints = services.GetRequiredService<EndpointDataSource>();
        foreach (var (times, atMost, pause) in Passes)
        {
            foreach (var (path, query) in questions)
            {
                var (answer, begun) = (Find(endpoints, path), Stopwatch.GetTimestamp());
                for (var i = 0; i < times && Stopwatch.GetElapsedTime(begun) < atMost; i++)
                    await AskAsync(answer, (path, query), tenant, stoppingToken);
            }

            await Task.Delay(pause, time, stoppingToken);
        }

        Rehearsed(questions.Count, (long)time.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    static RequestDelegate Find(EndpointDataSource endpoints, string path) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .First(endpoint => endpoint.RoutePattern.RawText == path && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true)
        .RequestDelegate ?? throw new InvalidOperationException($"nothing answers {path}");

    // Whatever a server does with a request before it finds who answers has been compiled by the probes that wait for it.
    async Task AskAsync(RequestDelegate answer, (string Path, string Query) question, TenantId tenant, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = ct };
        context.Request.Method = HttpMethods.Get;
        (context.Request.Path, context.Request.QueryString) = (question.Path, new QueryString(question.Query));
        context.Request.Headers["X-Scope-OrgID"] = tenant.Value;
        await answer(context);
        await context.Response.BodyWriter.FlushAsync(ct);
    }

    [LoggerMessage(LogLevel.Debug, "{Questions} questions were rehearsed within {Milliseconds} ms")]
    partial void Rehearsed(int questions, long milliseconds);

    [LoggerMessage(LogLevel.Debug, "the rehearsal of queries ended early")]
    partial void Failed(Exception error);
}
