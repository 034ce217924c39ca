" Colours of Arr, the language of the arr microscope for transformers.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_,192-255

" Names and operators; what is listed below them wins.
syntax match arrCall "\<\h\w*\ze("
syntax match arrOperator "[-+*/%@=<>!]\+\||>"
syntax match arrQuiet ";"

" Written by scripts/editors/update from the program's own lists.
" keywords begin
syntax keyword arrControl as assert break catch continue elif else for if import raise return try while with
syntax keyword arrWord and in not or
syntax keyword arrDef def
syntax keyword arrConstant False None True false none true
syntax keyword arrFunction Bench HookedAutoConfig HookedAutoModel LogitLens abs accumulate acos acosh all allclose any arange asin asinh atan atan2 atanh batched bin bool callable cbrt ceil chain choice choices chr clock comb combinations concat concatenate copysign cos cosh counts degrees diag dict dir distinct divmod dot enumerate env erf erfc exists exit exp exp2 expm1 eye factorial filter flatten float floor fmod format full gather gcd gelu getattr glob group_by hasattr help hex hypot int isclose isdir isfile isfinite isinf isinstance isnan isqrt lcm len linspace list listdir load load_config load_model load_tokenizer log log10 log1p log2 log_softmax logical_not makedirs map max min oct ones ord outer pairwise perm permutations pow print product radians rand randint randn range read_csv read_json read_jsonl read_text reciprocal reduce relu repr reversed round rsqrt sample save seed shuffle sigmoid sign silu sin sinh softmax sorted sqrt square stack str sum take tan tanh tensor time tool tools tril triu trunc tuple type where write_text zeros zip zip_longest
syntax keyword arrValue args inf nan pi re
" keywords end

" Behind a dot, keywords are names.
syntax match arrDot "\.\ze\s*\h" nextgroup=arrMethod,arrMember skipwhite
syntax match arrMember contained "\h\w*"
syntax match arrMethod contained "\h\w*\ze("
syntax match arrDefinition "\%(\<def\s\+\)\@<=\h\w*"
syntax match arrParameter "\<\h\w*\ze\s*=>"
syntax match arrArgument "\%([(,]\s*\)\@<=\h\w*\ze\s*=\%([=>]\)\@!"
syntax match arrDecorator "^\s*@\s*\h\w*\%(\.\h\w*\)*"
syntax match arrLast "\<_\d*\>"

syntax match arrNumber "\<0[xX][0-9a-fA-F_]\+\>\|\<0[oO][0-7_]\+\>\|\<0[bB][01_]\+\>"
syntax match arrNumber "\<\d[0-9_]*\>"
syntax match arrFloat "\<\d[0-9_]*\.\d[0-9_]*\%([eE][-+]\=\d[0-9_]*\)\="
syntax match arrFloat "\<\d[0-9_]*\.\=[eE][-+]\=\d[0-9_]*\>"
syntax match arrFloat "\%(\w\)\@<!\.\d[0-9_]*\%([eE][-+]\=\d[0-9_]*\)\="
syntax match arrFloat "\<\d[0-9_]*\.\%(\h\|\.\)\@!"

" Strings: plain, raw, f-strings with their fields.
syntax match arrEscape contained "\\\%(x\x\{2}\|u{\x\{1,8}}\|u\x\{4}\|U\x\{8}\|\o\{1,3}\|[ntrabfv\\"']\|$\)"
syntax match arrBrace contained "{{\|}}"
syntax region arrField contained matchgroup=arrFieldMark start="{{\@!" end="}" end="$" contains=TOP,arrComment,arrCell
syntax match arrFormat contained containedin=arrField "\%(![rsa]\)\=:[^{}'"\[\]()]*\ze}"
syntax region arrString start=+[uU]\="+ skip=+\\.+ end=+"+ end=+$+ contains=arrEscape
syntax region arrString start=+[uU]\='+ skip=+\\.+ end=+'+ end=+$+ contains=arrEscape
syntax region arrRawString start=+\<[rR]"+ skip=+\\.+ end=+"+ end=+$+
syntax region arrRawString start=+\<[rR]'+ skip=+\\.+ end=+'+ end=+$+
syntax region arrFormatted start=+\<\%([fF]\|[rR][fF]\|[fF][rR]\)"+ skip=+\\.+ end=+"+ end=+$+ contains=arrEscape,arrBrace,arrField
syntax region arrFormatted start=+\<\%([fF]\|[rR][fF]\|[fF][rR]\)'+ skip=+\\.+ end=+'+ end=+$+ contains=arrEscape,arrBrace,arrField
syntax region arrTripleString start=+\%(\<[rR]\|[uU]\)\="""+ skip=+\\.+ end=+"""+ contains=arrEscape
syntax region arrTripleString start=+\%(\<[rR]\|[uU]\)\='''+ skip=+\\.+ end=+'''+ contains=arrEscape
syntax region arrTripleFormatted start=+\<\%([fF]\|[rR][fF]\|[fF][rR]\)"""+ skip=+\\.+ end=+"""+ contains=arrEscape,arrBrace,arrField
syntax region arrTripleFormatted start=+\<\%([fF]\|[rR][fF]\|[fF][rR]\)'''+ skip=+\\.+ end=+'''+ contains=arrEscape,arrBrace,arrField

syntax keyword arrTodo contained TODO FIXME XXX NOTE
syntax match arrComment "#.*$" contains=arrTodo,@Spell
syntax match arrCell "^#\s*%%.*$" contains=@Spell
syntax match arrShebang "\%^#!.*$"

syntax sync minlines=200

highlight default link arrControl Statement
highlight default link arrWord Operator
highlight default link arrDef Statement
highlight default link arrConstant Constant
highlight default link arrFunction Function
highlight default link arrValue Constant
highlight default link arrDefinition Function
highlight default link arrDecorator PreProc
highlight default link arrParameter Identifier
highlight default link arrArgument Identifier
highlight default link arrLast Special
highlight default link arrNumber Number
highlight default link arrFloat Float
highlight default link arrString String
highlight default link arrRawString String
highlight default link arrFormatted String
highlight default link arrTripleString String
highlight default link arrTripleFormatted String
highlight default link arrEscape SpecialChar
highlight default link arrBrace SpecialChar
highlight default link arrFieldMark Delimiter
highlight default link arrFormat Special
highlight default link arrOperator Operator
highlight default link arrQuiet Delimiter
highlight default link arrTodo Todo
highlight default link arrComment Comment
highlight default link arrCell Title
highlight default link arrShebang PreProc

let b:current_syntax = 'arr'
