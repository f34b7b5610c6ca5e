using System.CommandLine;

namespace Almagest.LogBench;

static class QueryCommand
{
    internal static Command Create() => new("query", "later");
}
