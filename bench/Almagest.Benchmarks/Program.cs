using Almagest.Benchmarks.Formats;
using Almagest.Benchmarks.PromQL;
using BenchmarkDotNet.Running;

if (args is ["formats"])
    await FormatRace.RunAsync();
else
    BenchmarkSwitcher.FromAssembly(typeof(EvaluationBenchmarks).Assembly).Run(args);
