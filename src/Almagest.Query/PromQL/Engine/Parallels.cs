using System.Runtime.ExceptionServices;

namespace Almagest.Query.PromQL.Engine;

/// <summary>A parallel loop whose first fault flies as it is.</summary>
static class Parallels
{
    public static void For(int pieces, int threads, Action<int> action)
    {
        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }
}
