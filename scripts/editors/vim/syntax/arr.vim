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
syntax keyword arrFunction Bench HookedAutoConfig HookedAutoModel LogitLens abs accumulate acos acosh add all allclose any arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argsort argwhere array_equal array_split asin asinh atan atan2 atanh batched bin bincount bool broadcast_to callable capture cbrt ceil chain check choice choices cholesky chr chunk clip clock comb combinations concat concatenate cond copysign corrcoef cos cosh cosine_similarity count_nonzero counts cov cumprod cumsum degrees det diag diagonal dict diff dir distinct divide divmod dot eig eigh eigvals eigvalsh einsum enumerate env erf erfc exists exit exp exp2 expand_dims expm1 eye factorial filter flatten flip float floor floor_divide fmod format from_json full gather gcd gelu getattr glob group_by hasattr help hex histogram hstack hypot inner int inv isclose isdir isfile isfinite isinf isinstance isnan isqrt kron lcm len linspace list listdir load load_config load_model load_tokenizer log log10 log1p log2 log_softmax logaddexp logical_and logical_not logical_or logical_xor logsumexp lstsq makedirs map matmul matrix_power matrix_rank max maximum mean median meshgrid min minimum mod moveaxis multiply nan_to_num nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar negative nonzero norm oct ones ones_like ord outer pad pairwise pause percentile perm permutations permute pinv plan pow power print prod product profile progress qr quantile radians rand randint randn range ravel read_csv read_json read_jsonl read_text reciprocal reduce relu remainder repeat repr reshape reversed roll round rsqrt sample save searchsorted seed shuffle sigmoid sign silu sin sinh slogdet softmax softplus solve sort sorted split sqrt square squeeze stack std str subtract sum svd svdvals swapaxes take tan tanh tensor tensordot tile time timer to_json tool tools topk trace transpose tril triu trunc tuple type unique unsqueeze var vstack where write_text zeros zeros_like zip zip_longest
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
