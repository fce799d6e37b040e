// The style and the script of report.html. The page names their hashes: change them freely.
#pragma once

#include <string_view>

namespace heafs {

inline constexpr std::string_view kReportStyle = R"css(
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--faint:#57606a;--line:#d0d7de;--soft:#f6f8fa;
--error:#b3261e;--warning:#8a5a00;--good:#1a6b34;--info:#3a5a8c}
@media(prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e8ea;--faint:#9aa4ae;--line:#363c43;
--soft:#1d2227;--error:#ff8a80;--warning:#f0b849;--good:#6fce8b;--info:#8fb4e8}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:62rem;background:var(--back);color:var(--text);
font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.bad h1,.error{color:var(--error)}.good h1,.good-word{color:var(--good)}.warning{color:var(--warning)}
.info,.waived{color:var(--info)}
.sentence{font-size:1.1rem;margin:0 0 1rem}.faint{color:var(--faint)}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:1rem 0}
.facts dt{color:var(--faint)}.facts dd{margin:0;overflow-wrap:anywhere}
code,.place{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere;unicode-bidi:isolate}
code{white-space:pre-wrap;background:var(--soft);border-radius:3px;padding:.05rem .3rem}
section.rule{border:1px solid var(--line);border-left-width:5px;border-radius:6px;padding:.75rem 1rem;
margin:.75rem 0}
section.rule.is-error{border-left-color:var(--error)}section.rule.is-warning{border-left-color:var(--warning)}
section.rule.is-info,section.rule.is-waived{border-left-color:var(--info)}
section.rule h3{margin:0 0 .3rem;font-size:1rem}section.rule h3 .number{float:right;font-weight:400;color:var(--faint)}
.finding{padding:.4rem 0;content-visibility:auto;contain-intrinsic-size:auto 5rem}
.finding+.finding{border-top:1px solid var(--line)}.finding p{margin:.1rem 0}
.mend{background:var(--soft);border-radius:4px;padding:.4rem .6rem;margin:.5rem 0 0}
summary{cursor:pointer;color:var(--info);padding:.2rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.2rem .6rem .2rem 0;
border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
#filter{display:none;gap:.75rem;flex-wrap:wrap;align-items:center;position:sticky;top:0;z-index:1;
background:var(--back);padding:.6rem 0;border-bottom:1px solid var(--line)}
.scripted #filter{display:flex}
#filter input,#filter select{font:inherit;padding:.25rem .5rem;background:var(--soft);color:var(--text);
border:1px solid var(--line);border-radius:4px}
#filter input{flex:1 1 14rem}.hidden{display:none}
@media print{body{max-width:none;padding:0;font-size:10.5pt}#filter{display:none!important}
section.rule{break-inside:auto}.finding{break-inside:avoid;content-visibility:visible}summary{list-style:none}}
)css";

inline constexpr std::string_view kReportScript = R"js(
(function(){
var d=document,word=d.getElementById('word'),severity=d.getElementById('severity'),rule=d.getElementById('rule'),
shown=d.getElementById('shown'),all=Array.prototype.slice.call(d.querySelectorAll('.finding')),
groups=Array.prototype.slice.call(d.querySelectorAll('section.rule')),timer=0;
d.documentElement.classList.add('scripted');
var texts=all.map(function(f){return f.textContent.toLowerCase()});
function apply(){
 var w=word.value.toLowerCase(),s=severity.value,r=rule.value,n=0,open=w!=='';
 groups.forEach(function(g){g.number=0});
 all.forEach(function(f,i){
  var g=f.closest('section.rule'),yes=(!s||g.dataset.severity===s)&&(!r||g.dataset.rule===r)&&(!w||texts[i].indexOf(w)>=0);
  f.classList.toggle('hidden',!yes);if(yes){n++;g.number++}});
 groups.forEach(function(g){g.classList.toggle('hidden',!g.number);var m=g.querySelector('details');if(m&&open)m.open=true});
 shown.textContent=n+' of '+all.length+' shown';
}
function soon(){clearTimeout(timer);timer=setTimeout(apply,120)}
word.addEventListener('input',soon);severity.addEventListener('change',apply);rule.addEventListener('change',apply);
window.addEventListener('beforeprint',function(){d.querySelectorAll('details').forEach(function(m){m.open=true})});
apply();
})();
)js";

}  // namespace heafs
