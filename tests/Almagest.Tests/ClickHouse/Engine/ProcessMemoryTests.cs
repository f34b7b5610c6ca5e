using Almagest.ClickHouse.Engine;

namespace Almagest.Tests.ClickHouse.Engine;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void Own_memory_is_read()
    {
        var memory = ProcessMemory.Read(Environment.ProcessId).ShouldNotBeNull();

        memory.AnonymousBytes.ShouldBeInRange(1_000_000, memory.ResidentBytes);
    }

    [Fact]
    public void Process_that_does_not_exist_has_none() => ProcessMemory.Read(int.MaxValue).ShouldBeNull();
}
