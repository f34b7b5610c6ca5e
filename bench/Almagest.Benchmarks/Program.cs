using Almagest.Benchmarks.PromQL;
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(EvaluationBenchmarks).Assembly).Run(args);
