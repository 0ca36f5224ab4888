using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu;

/// <summary>Assigns the values of a program to as few registers as are alive at once; an operation overwrites a source that is not read again.</summary>
internal sealed class RegisterAllocation
{
    private readonly int[] registers;
    private readonly int[] lastUses;

    public RegisterAllocation(KernelProgram program)
    {
        lastUses = program.LastUses();
        registers = new int[program.ValueCount];
        var free = new Stack<int>();
        Count = 1;
        for (int index = 0; index < program.Operations.Count; index++)
        {
            int[] dying = [.. program.Operations[index].Sources.Distinct().Where(source => lastUses[source] == index)];
            foreach (int source in dying)
                free.Push(registers[source]);
            registers[index + 1] = free.TryPop(out int register) ? register : Count++;
        }
    }

    /// <summary>Number of registers.</summary>
    public int Count { get; }

    /// <summary>The register of a value.</summary>
    public int this[int value] => registers[value];

    /// <summary>The last operation that reads a value.</summary>
    public int LastUse(int value) => lastUses[value];
}
