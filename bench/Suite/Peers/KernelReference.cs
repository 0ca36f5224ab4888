using System.Numerics.Tensors;
using Ntk.Cli;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Reference;

namespace Ntk.Bench.Suite.Peers;

/// <summary>What both libraries' kernels are compared with, where there are no golden values.</summary>
internal abstract class KernelReference
{
    /// <summary>What judges a precision.</summary>
    public static KernelReference Of(Precision precision) => precision == Precision.Float32 ? new EngineReference() : new DoubleDoubleReference();

    /// <summary>What it is called, and which entries it judges.</summary>
    public abstract string Name { get; }

    /// <summary>How many leading rows and columns of a matrix it judges.</summary>
    public abstract MatrixSize Judged(PeerCase peerCase);

    /// <summary>The kernels of all pairs.</summary>
    public abstract ExactKernels Compute(Network network, Tensor<double> first, Tensor<double> second);

    /// <summary>The engine in float64, which the golden values bound: README.md, Accuracy.</summary>
    private sealed class EngineReference : KernelReference
    {
        public override string Name => "Ntk in float64";

        public override MatrixSize Judged(PeerCase peerCase) => peerCase.PeerSize;

        public override ExactKernels Compute(Network network, Tensor<double> first, Tensor<double> second)
        {
            var builder = new GramBuilder<double>(network);
            using GramResult<double> result = builder.Build(first, second);
            return new(KernelValues.Of(result), builder.Diagonal(first), builder.Diagonal(second));
        }
    }

    /// <summary>The textbook's recursion in double-double, which takes seconds for a pair of images.</summary>
    private sealed class DoubleDoubleReference : KernelReference
    {
        private const int Rows = 64, Images = 2;

        public override string Name => $"double-double (its leading {Rows} × {Rows} entries, of images {Images} × {Images})";

        public override MatrixSize Judged(PeerCase peerCase)
        {
            int most = peerCase.Input.Count == 1 ? Rows : Images;
            return new(Math.Min(most, peerCase.PeerSize.Rows), Math.Min(most, peerCase.PeerSize.Columns));
        }

        public override ExactKernels Compute(Network network, Tensor<double> first, Tensor<double> second)
        {
            ReferenceResult result = new ReferenceKernel(network).Build<double>(first, second);
            return new(new(Entries(result.Nngp), Entries(result.Ntk)), Diagonal(matrix => matrix.RowValues), Diagonal(matrix => matrix.ColumnValues));

            KernelDiagonal Diagonal(Func<ReferenceMatrix, IReadOnlyList<DoubleDouble>> values) =>
                new([.. values(result.Nngp).Select(value => (double)value)], [.. values(result.Ntk).Select(value => (double)value)]);
        }

        private static double[] Entries(ReferenceMatrix matrix) =>
            [.. Enumerable.Range(0, matrix.Rows).SelectMany(row => Enumerable.Range(0, matrix.Columns).Select(column => (double)matrix[row, column]))];
    }
}
