print(f"{'nested ' + f'{2:03}'} {f'{1}'} {f'{f(3)}' if false else 'x'}")
