using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>
/// The two functions of v = sin²(θ/2) in [0, ½] that the duals of ReLU, erf and their relatives are made of: smooth in v, so
/// that a square root and two polynomials replace an arccosine, a sine and their cancellations. Coefficients: tools/minimax.py.
/// </summary>
internal static class AnglePolynomials
{
    /// <summary>(2/π)·arcsin(√v)/√v: times √v, the angle θ as a fraction of π. Largest error 2^-26.03 (float) and 2^-53.18 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Angle<TLane>(TLane v)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(0.072224585121871886992)
                .Then(v, -0.061526469026448349013).Then(v, 0.050936200594172394171).Then(v, 0.0096911492420699730512)
                .Then(v, 0.029756647172386326734).Then(v, 0.047657187204044125201).Then(v, 0.10610554701179768416)
                .Then(v, 0.63661976309684967168);
        }

        return Polynomial.Start<TLane>(0.46837534051077384355)
            .Then(v, -1.6235882905266055674).Then(v, 2.682868013393195273).Then(v, -2.7148256178824179129)
            .Then(v, 1.8850255081666251047).Then(v, -0.9314948459867504906).Then(v, 0.34820661500701829952)
            .Then(v, -0.0890528404365571115).Then(v, 0.025686992748022109313).Then(v, 0.0043528725717969432541)
            .Then(v, 0.0092314052542521511819).Then(v, 0.011019160077757476353).Then(v, 0.014244153727783190098)
            .Then(v, 0.019341686480178000626).Then(v, 0.028420526926122424368).Then(v, 0.047746482911022006809)
            .Then(v, 0.10610329539467577069).Then(v, 0.63661977236758128064);
    }

    /// <summary>(sin θ − θ cos θ)/(2π·v^{3/2}): the circular segment the arc-cosine kernel of order 1 cuts off. Largest error 2^-28.2 (float) and 2^-53.9 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Segment<TLane>(TLane v)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(0.0079548190672074663961)
                .Then(v, -0.0044794938017880727332).Then(v, 0.0065538763427135273739).Then(v, 0.0056114264514746295576)
                .Then(v, 0.013723996850552416039).Then(v, 0.042437111406257206508).Then(v, 0.42441324458280748276);
        }

        return Polynomial.Start<TLane>(0.016006931588167342715)
            .Then(v, -0.048893820731683847172).Then(v, 0.072390552046117429686).Then(v, -0.064570537672793120963)
            .Then(v, 0.039808642334748683904).Then(v, -0.016536352636051555891).Then(v, 0.0059136613420411256079)
            .Then(v, -0.00044618326615196067967).Then(v, 0.0012503770442624245944).Then(v, 0.0014482390669284396797)
            .Then(v, 0.0021932642813365314612).Then(v, 0.0035165603834811641701).Then(v, 0.0063156767500451446023)
            .Then(v, 0.013641852173310174916).Then(v, 0.042441318158737551584).Then(v, 0.4244131815783849197);
    }
}
