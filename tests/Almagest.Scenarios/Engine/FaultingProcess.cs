using System.Runtime.CompilerServices;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Engine.Host;

namespace Almagest.Scenarios.Engine;

/// <summary>Runs a query in the engine library while other threads of the process fault the way managed code does.</summary>
static class FaultingProcess
{
    public static int Run(string folder)
    {
        var library = EngineLibrary.Load(EngineLibraryFile.Find());
        var engine = new Thread(() => library.RunCommandLine(["clickhouse", $"--path={folder}", "--query", "SELECT sleepEachRow(0.1) FROM numbers(20) FORMAT Null"]), 64 << 20);
        engine.Start();
        var caught = 0;
        do
        {
            try
            {
                _ = LengthOf(null!);
            }
            catch (NullReferenceException)
            {
                caught++;
            }
            try
            {
                _ = Divide(0);
            }
            catch (DivideByZeroException)
            {
                caught++;
            }
            if (caught % 50 == 0) GC.Collect();
        }
        while (!engine.Join(TimeSpan.FromMilliseconds(1)));
        Console.WriteLine(caught);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int LengthOf(string text) => text.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Divide(int by) => 100 / by;
}
