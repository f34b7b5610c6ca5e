using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Almagest.Cli.Otlp;
using Almagest.Load;

var url = new Option<string>("--otlp") { DefaultValueFactory = _ => "http://127.0.0.1:4318", Description = "receiver" };
var vault = new Option<string?>("--vault") { Description = "main address; counts what is stored after the run" };
var grpc = new Option<bool>("--grpc") { Description = "gRPC instead of HTTP" };
var gzip = new Option<bool>("--gzip") { Description = "compress requests" };
var signal = new Option<OtlpSignal>("--signal") { DefaultValueFactory = _ => OtlpSignal.Traces, Description = "traces, logs or metrics" };
var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 8, Description = "closed loops" };
var items = new Option<int>("--items") { DefaultValueFactory = _ => 1000, Description = "items per request" };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10, Description = "duration" };
var processes = new Option<string[]>("--process") { Description = "name=pid of a process to account for, repeatable" };
var root = new RootCommand("Sends OTLP as fast as it is acknowledged and reports.") { url, vault, grpc, gzip, signal, connections, items, seconds, processes };

root.SetAction(async (arguments, ct) =>
{
    var plan = new LoadPlan(new(arguments.GetRequiredValue(url)), arguments.GetValue(grpc), arguments.GetValue(gzip), arguments.GetValue(signal),
        arguments.GetValue(connections), arguments.GetValue(items), TimeSpan.FromSeconds(arguments.GetValue(seconds)));
    var watched = (arguments.GetValue(processes) ?? []).Select(text => text.Split('=')).Select(pair => (Name: pair[0], Pid: int.Parse(pair[1], CultureInfo.InvariantCulture)))
        .Append((Name: "client", Pid: Environment.ProcessId)).ToArray();
    var before = watched.Select(process => ProcessUsage.Read(process.Name, process.Pid)).ToArray();
    var result = await new LoadRun(plan, TimeProvider.System).RunAsync(ct);
    var usage = watched.Select((process, i) => ProcessUsage.Read(process.Name, process.Pid) is var after ? after with { CpuSeconds = after.CpuSeconds - before[i].CpuSeconds } : after).ToArray();
    long? stored = arguments.GetValue(vault) is { } address ? await StoredCount.ReadAsync(new(address), plan.Signal, result.Run, ct) : null;
    var cpu = string.Join(" | ", usage.Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Name} {process.CpuSeconds:0.0} s, {process.PeakMegaBytes:0} MB")));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {plan.Signal} | {(plan.Grpc ? "grpc" : "http")}{(plan.Gzip ? "+gzip" : "")} | {result.Items / result.Seconds:0} items/s | {result.Requests / result.Seconds:0.0} req/s | p50 {result.P50:0.0} p95 {result.P95:0.0} p99 {result.P99:0.0} ms | errors {result.Errors} | acknowledged {result.Items}, stored {stored?.ToString(CultureInfo.InvariantCulture) ?? "not asked"} | {cpu} |"));
    Console.WriteLine(JsonSerializer.Serialize(new { result, usage, stored }));
    return result.Errors > 0 || stored is not null && stored != result.Items ? 1 : 0;
});
return await root.Parse(args).InvokeAsync();
