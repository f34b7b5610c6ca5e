using System.Diagnostics;

namespace Almagest.ClickHouse.Engine;

/// <summary>Finds the program that has the verb <c>engine</c>: ours, which lies beside this library.</summary>
static class HostProgram
{
    const string Name = "almagest";

    public static void Set(ProcessStartInfo start)
    {
        var program = Path.Combine(AppContext.BaseDirectory, Name);
        if (File.Exists(program))
        {
            start.FileName = program;
            return;
        }
        // Without an own executable, as in "dotnet almagest.dll".
        start.FileName = Environment.ProcessPath ?? "dotnet";
        var assembly = program + ".dll";
        if (File.Exists(assembly) && Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(assembly);
    }
}
