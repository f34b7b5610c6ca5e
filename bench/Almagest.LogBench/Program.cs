using System.CommandLine;
using Almagest.LogBench;

var folder = new Argument<string>("folder") { Description = "checkout of https://github.com/logpai/loghub" };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 5, Description = "how long lines are matched to measure what one costs" };
var patterns = new Command("patterns", "Grouping accuracy of log patterns on the loghub sets, and what a line costs.") { folder, seconds };
patterns.SetAction(arguments =>
{
    var code = PatternAccuracy.Run(arguments.GetRequiredValue(folder));
    if (code == 0)
        PatternAccuracy.Measure(arguments.GetRequiredValue(folder), Math.Min(arguments.GetValue(seconds), 5));
    return code;
});
var root = new RootCommand("Measures logs: ingest by Loki push, a corpus of any size, queries over it, and patterns.")
{
    PushCommand.Create(), FillCommand.Create(), EmitCommand.Create(), QueryCommand.Create(), patterns,
};
return await root.Parse(args).InvokeAsync();
